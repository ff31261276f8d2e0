import { z } from 'zod';
import { activityEntry, attentionCount, feedQuery, resolvedCount, resolveMany } from './activity.js';
import { cart, cartListQuery, cartSummary } from './carts.js';
import { collection, collectionDraft, product, productListQuery, visibilityDraft } from './catalogue.js';
import { account, connections } from './connections.js';
import { jobCounts, jobListQuery, queuedJob } from './jobs.js';
import { addressDraft, noteDraft, order, orderListQuery, orderSummary, refundDraft } from './orders.js';
import { pageOf } from './problem.js';
import { session, signIn } from './session.js';
import {
  shopPage,
  shopPageDraft,
  shopPageLine,
  shopPagePreview,
  shopPageRevision,
  shopPageText,
} from './shop-pages.js';
import { syncListQuery, syncRun, syncState } from './sync.js';
import { webhookEvent, webhookListQuery, webhookSourceState } from './webhooks.js';

export interface RouteShape {
  /** What it does, as a sentence without its full stop. */
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** Null: nothing is given back. */
  response: z.ZodType | null;
}

/**
 * What each route of `/api` takes and gives: the console's client is typed by it, and the OpenAPI document is made of it.
 * An order's `:id` is its id or its number.
 */
export const routes = {
  'POST /api/session': { summary: 'Sign in', body: signIn, response: session },
  'GET /api/session': { summary: 'Who is signed in, and at which shop', response: session },
  'DELETE /api/session': { summary: 'Sign out', response: null },
  'GET /api/orders': { summary: 'Orders, newest first', query: orderListQuery, response: pageOf(orderSummary) },
  'GET /api/orders/:id': { summary: 'One order with its lines', response: order },
  'GET /api/orders/:id/activity': {
    summary: 'An order’s story, oldest first',
    response: z.object({ items: z.array(activityEntry) }),
  },
  'POST /api/orders/:id/activity/resolve': {
    summary: 'Resolve every open warning and error of an order',
    response: resolvedCount,
  },
  'POST /api/orders/:id/notes': { summary: 'Write on an order’s timeline', body: noteDraft, response: null },
  'POST /api/orders/:id/retry': { summary: 'Submit to the providers what is not submitted', response: order },
  'PUT /api/orders/:id/address': { summary: 'Correct the shipping address', body: addressDraft, response: order },
  'POST /api/orders/:id/cancel': { summary: 'Cancel, where the providers still allow it', response: order },
  'POST /api/orders/:id/refunds': { summary: 'Give money back through Stripe', body: refundDraft, response: order },
  'POST /api/orders/:id/emails/:kind/resend': { summary: 'Send an order’s e-mail once more', response: order },
  'GET /api/activity': {
    summary: 'The feed, newest first: all of it, or what needs attention',
    query: feedQuery,
    response: pageOf(activityEntry),
  },
  'GET /api/activity/attention': {
    summary: 'How many warnings and errors are open, up to 100',
    response: attentionCount,
  },
  'POST /api/activity/resolve': { summary: 'Resolve several entries', body: resolveMany, response: resolvedCount },
  'POST /api/activity/:id/resolve': { summary: 'Resolve an entry', response: activityEntry },
  'DELETE /api/activity/:id/resolve': { summary: 'Take a resolve back', response: activityEntry },
  'GET /api/carts': { summary: 'Abandoned carts, newest first', query: cartListQuery, response: pageOf(cart) },
  'GET /api/carts/summary': { summary: 'How many carts were abandoned and recovered', response: cartSummary },
  'GET /api/webhooks': {
    summary: 'The webhook inbox, newest first',
    query: webhookListQuery,
    response: pageOf(webhookEvent),
  },
  'GET /api/webhooks/sources': {
    summary: 'Which services’ webhooks can be accepted',
    response: z.object({ items: z.array(webhookSourceState) }),
  },
  'POST /api/webhooks/:id/replay': { summary: 'Process a stored webhook again', response: webhookEvent },
  'GET /api/connections': {
    summary: 'What Daybook is connected with, and when it was last heard',
    response: connections,
  },
  'GET /api/accounts': { summary: 'Who may sign in', response: z.object({ items: z.array(account) }) },
  'GET /api/jobs': {
    summary: 'Jobs that are not done, newest first',
    query: jobListQuery,
    response: pageOf(queuedJob),
  },
  'GET /api/jobs/counts': { summary: 'How many jobs are in each state, up to 100', response: jobCounts },
  'POST /api/jobs/:id/run': { summary: 'Try a job now that waits or was given up', response: null },
  'GET /api/pages': {
    summary: 'The pages that the owner writes, by title',
    response: z.object({ items: z.array(shopPageLine) }),
  },
  'GET /api/pages/:id': { summary: 'One of them, with its text', response: shopPage },
  'POST /api/pages': { summary: 'Write a new page', body: shopPageDraft, response: shopPage },
  'PUT /api/pages/:id': { summary: 'Write a page anew', body: shopPageRevision, response: shopPage },
  'DELETE /api/pages/:id': { summary: 'Delete a page', response: null },
  'POST /api/pages/preview': {
    summary: 'A text as the shop would show it',
    body: shopPageText,
    response: shopPagePreview,
  },
  'GET /api/sync': { summary: 'Product syncs, newest first', query: syncListQuery, response: pageOf(syncRun) },
  'GET /api/sync/providers': {
    summary: 'How the products of each provider stand',
    response: z.object({ items: z.array(syncState) }),
  },
  'POST /api/sync/:provider': {
    summary: 'Start a product sync; 409 with the running one while one runs',
    response: syncRun,
  },
  'GET /api/products': {
    summary: 'Products, by their titles',
    query: productListQuery,
    response: pageOf(product),
  },
  'PUT /api/products/:id/visibility': {
    summary: 'Hide a product from shoppers, or show it again',
    body: visibilityDraft,
    response: product,
  },
  'GET /api/collections': {
    summary: 'Collections, in the shop’s order',
    response: z.object({ items: z.array(collection) }),
  },
  'PUT /api/collections/:id': {
    summary: 'Rename, move, hide or show a collection; gives all of them as they stand then',
    body: collectionDraft,
    response: z.object({ items: z.array(collection) }),
  },
} as const satisfies Record<string, RouteShape>;

export type Route = keyof typeof routes;

type Takes<S> = S extends { body: infer Body extends z.ZodType } ? { body: z.input<Body> } : unknown;
type Gives<S> = S extends { response: infer Response extends z.ZodType } ? z.output<Response> : undefined;

/** The same table as types. */
export type Routes = { [R in Route]: Takes<(typeof routes)[R]> & { response: Gives<(typeof routes)[R]> } };
