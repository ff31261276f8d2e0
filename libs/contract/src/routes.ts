import { z } from 'zod';
import {
  activityEntry,
  assignInput,
  attentionCount,
  calledOffRetry,
  causeListQuery,
  causeQuery,
  changedEntries,
  entrySelection,
  feedQuery,
  problemCause,
  reassignedEntries,
  resnoozedEntries,
  requestedRetry,
  snoozeInput,
  timelinePage,
  timelineQuery,
} from './activity.js';
import { abandonedCart, abandonedCartListQuery, abandonedCartSummary } from './carts.js';
import { collection, collectionChanges, product, productListQuery, visibilityInput } from './catalogue.js';
import { account, connections } from './connections.js';
import { jobCounts, jobListQuery, queuedJob } from './jobs.js';
import {
  addressInput,
  cancelInput,
  emailInput,
  noteInput,
  order,
  orderListQuery,
  orderSurroundings,
  orderSummary,
  refundInput,
} from './orders.js';
import { pageOf } from './problem.js';
import { session, credentials } from './session.js';
import {
  shopPage,
  shopPageInput,
  shopPageSummary,
  shopPagePreview,
  shopPageUpdate,
  shopPageText,
} from './shop-pages.js';
import { syncListQuery, syncRun, providerSyncSummary } from './sync.js';
import { webhookBody, webhookEvent, webhookListQuery, webhookSourceState } from './webhooks.js';

export interface RouteDefinition {
  /** A sentence without its full stop. */
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** Null for an empty response. */
  response: z.ZodType | null;
}

/**
 * The request and response of each route of `/api`. They type the console's client and generate the OpenAPI document.
 * An order's `:id` is its id or its number.
 */
export const routes = {
  'POST /api/session': { summary: 'Sign in', body: credentials, response: session },
  'GET /api/session': { summary: 'The signed-in user and the shop', response: session },
  'DELETE /api/session': { summary: 'Sign out', response: null },
  'GET /api/orders': { summary: 'Orders, newest first', query: orderListQuery, response: pageOf(orderSummary) },
  'GET /api/orders/:id': { summary: 'One order with its lines', response: order },
  'GET /api/orders/:id/surroundings': {
    summary: 'An order’s neighbours in the list, its customer’s other orders, and pictures of its goods',
    response: orderSurroundings,
  },
  'GET /api/orders/:id/activity': {
    summary: 'An order’s timeline, oldest first: all of it, or the newest entries of a long one',
    query: timelineQuery,
    response: timelinePage,
  },
  'POST /api/orders/:id/activity/resolve': {
    summary: 'Resolve every open warning and error of an order',
    response: changedEntries,
  },
  'POST /api/orders/:id/notes': { summary: 'Add a note to an order’s timeline', body: noteInput, response: null },
  'PUT /api/orders/:id/notes/:entryId': {
    summary: 'Edit a note; only its author may',
    body: noteInput,
    response: null,
  },
  'DELETE /api/orders/:id/notes/:entryId': { summary: 'Delete a note; only its author may', response: null },
  'POST /api/orders/:id/retry': { summary: 'Retry the pending submissions of an order', response: order },
  'PUT /api/orders/:id/address': {
    summary: 'Correct an order’s shipping address',
    body: addressInput,
    response: order,
  },
  'PUT /api/orders/:id/email': {
    summary: 'Correct an order’s e-mail address; e-mails not sent yet go there',
    body: emailInput,
    response: order,
  },
  'POST /api/orders/:id/cancel': {
    summary: 'Request to cancel an order; its timeline says what the providers answer',
    body: cancelInput,
    response: order,
  },
  'POST /api/orders/:id/refunds': { summary: 'Refund a payment through Stripe', body: refundInput, response: order },
  'POST /api/orders/:id/emails/:kind/resend': { summary: 'Resend an order’s e-mail', response: order },
  'GET /api/activity': {
    summary: 'The feed, newest first: all of it, or what needs attention',
    query: feedQuery,
    response: pageOf(activityEntry),
  },
  'GET /api/activity/attention': {
    summary: 'The number of open warnings and errors, up to 100',
    response: attentionCount,
  },
  'GET /api/activity/causes': {
    summary: 'Open problems by cause, the latest first',
    query: causeListQuery,
    response: pageOf(problemCause),
  },
  'POST /api/activity/causes/:cause/resolve': {
    summary: 'Resolve every problem of a cause',
    query: causeQuery,
    response: changedEntries,
  },
  'POST /api/activity/causes/:cause/retry': {
    summary: 'Retry what has failed in every problem of a cause',
    query: causeQuery,
    response: requestedRetry,
  },
  'POST /api/activity/causes/:cause/snooze': {
    summary: 'Snooze every problem of a cause',
    query: causeQuery,
    body: snoozeInput,
    response: resnoozedEntries,
  },
  'POST /api/activity/causes/:cause/assign': {
    summary: 'Assign every problem of a cause to a colleague',
    query: causeQuery,
    body: assignInput,
    response: reassignedEntries,
  },
  'POST /api/activity/resolve': { summary: 'Resolve several problems', body: entrySelection, response: changedEntries },
  'POST /api/activity/reopen': { summary: 'Reopen several problems', body: entrySelection, response: changedEntries },
  'POST /api/activity/retry': {
    summary: 'Retry what has failed in several problems',
    body: entrySelection,
    response: requestedRetry,
  },
  'DELETE /api/activity/retries/:id': {
    summary: 'Call off a retry, as far as it has not started',
    response: calledOffRetry,
  },
  'POST /api/activity/snooze': {
    summary: 'Snooze several problems',
    body: entrySelection.extend(snoozeInput.shape),
    response: resnoozedEntries,
  },
  'POST /api/activity/assign': {
    summary: 'Assign several problems to a colleague',
    body: entrySelection.extend(assignInput.shape),
    response: reassignedEntries,
  },
  'POST /api/activity/:id/resolve': { summary: 'Resolve an entry', response: activityEntry },
  'DELETE /api/activity/:id/resolve': { summary: 'Reopen an entry', response: activityEntry },
  'GET /api/carts': {
    summary: 'Abandoned carts, newest first',
    query: abandonedCartListQuery,
    response: pageOf(abandonedCart),
  },
  'GET /api/carts/summary': {
    summary: 'The number of carts abandoned lately, and what became of them',
    response: abandonedCartSummary,
  },
  'GET /api/webhooks': {
    summary: 'The webhook inbox, newest first',
    query: webhookListQuery,
    response: pageOf(webhookEvent),
  },
  'GET /api/webhooks/sources': {
    summary: 'Webhook sources, and whether each is configured',
    response: z.object({ items: z.array(webhookSourceState) }),
  },
  'GET /api/webhooks/:id/body': { summary: 'The body of a stored webhook as it arrived', response: webhookBody },
  'POST /api/webhooks/:id/replay': { summary: 'Process a stored webhook again', response: webhookEvent },
  'GET /api/connections': {
    summary: 'Connected services, with the latest webhook of each',
    response: connections,
  },
  'GET /api/accounts': { summary: 'Accounts that may sign in', response: z.object({ items: z.array(account) }) },
  'GET /api/jobs': {
    summary: 'Unfinished jobs, newest first',
    query: jobListQuery,
    response: pageOf(queuedJob),
  },
  'GET /api/jobs/counts': { summary: 'The number of jobs in each state, up to 100', response: jobCounts },
  'POST /api/jobs/:id/run': { summary: 'Run a waiting or discarded job now', response: null },
  'GET /api/pages': {
    summary: 'Shop pages, by title',
    response: z.object({ items: z.array(shopPageSummary) }),
  },
  'GET /api/pages/:id': { summary: 'One shop page with its text', response: shopPage },
  'POST /api/pages': { summary: 'Create a shop page', body: shopPageInput, response: shopPage },
  'PUT /api/pages/:id': { summary: 'Replace a shop page', body: shopPageUpdate, response: shopPage },
  'DELETE /api/pages/:id': { summary: 'Delete a shop page', response: null },
  'POST /api/pages/preview': {
    summary: 'Preview a text as the shop shows it',
    body: shopPageText,
    response: shopPagePreview,
  },
  'GET /api/sync': { summary: 'Product syncs, newest first', query: syncListQuery, response: pageOf(syncRun) },
  'GET /api/sync/providers': {
    summary: 'The sync state of each provider',
    response: z.object({ items: z.array(providerSyncSummary) }),
  },
  'POST /api/sync/:provider': {
    summary: 'Start a product sync; 409 with the running one while one runs',
    response: syncRun,
  },
  'GET /api/products': {
    summary: 'Products, by title',
    query: productListQuery,
    response: pageOf(product),
  },
  'PUT /api/products/:id/visibility': {
    summary: 'Hide a product from shoppers or show it again',
    body: visibilityInput,
    response: product,
  },
  'GET /api/collections': {
    summary: 'Collections, in the shop’s order',
    response: z.object({ items: z.array(collection) }),
  },
  'PUT /api/collections/:id': {
    summary: 'Rename, move, hide or show a collection; returns all collections',
    body: collectionChanges,
    response: z.object({ items: z.array(collection) }),
  },
} as const satisfies Record<string, RouteDefinition>;

export type RouteKey = keyof typeof routes;

type RequestOf<S> = S extends { body: infer Body extends z.ZodType } ? { body: z.input<Body> } : unknown;
type ResponseOf<S> = S extends { response: infer Response extends z.ZodType } ? z.output<Response> : undefined;

export type Routes = { [R in RouteKey]: RequestOf<(typeof routes)[R]> & { response: ResponseOf<(typeof routes)[R]> } };
