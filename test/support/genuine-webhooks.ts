import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebhookSourceName } from '@daybook/contract';
import { aPayment } from './a-payment.js';
import { aStripeEvent } from './stripe.js';

export type Json = Record<string, unknown>;
const at = new Date('2026-11-23T09:00:00Z');

/** Each number makes an event of its own. */
export type GenuineEvent = (n: number) => Json;

/** What the events are about. The payment's order has another session than those of the session events. */
export const payment = aPayment();
export const providerOrderIds = { printify: '5a96f649b2439217d070f507', printful: '4235' };
export const mailId = '019abf3c-5d2e-7c41-9b0a-3f6e2d1c8a57';

/** A genuine event of each type whose content is read. */
export const genuineEvents: Record<WebhookSourceName, Record<string, GenuineEvent>> = {
  stripe: {
    ...ofSession('checkout.session.completed', {}),
    ...ofSession('checkout.session.async_payment_succeeded', {}),
    ...ofSession('checkout.session.async_payment_failed', { payment_status: 'unpaid' }),
    ...ofSession('checkout.session.expired', {
      ...{ status: 'expired', payment_status: 'unpaid', payment_intent: null, consent: { promotions: 'opt_in' } },
      ...{ after_expiration: { recovery: { url: 'https://buy.stripe.com/r/1', expires_at: 1_800_000_000 } } },
    }),
    ...ofRefund('refund.created', {}),
    ...ofRefund('refund.updated', {}, { status: 'pending' }),
    ...ofRefund('refund.failed', { status: 'failed', failure_reason: 'lost_or_stolen_card' }),
    ...ofRefund('charge.refund.updated', {}, { status: 'pending' }),
    'charge.refunded': (n) => parsed(payment.chargeRefunded(at, [payment.refund(`${n}`, at, 100)], 100)),
    'charge.dispute.created': (n) => parsed(payment.disputed(`${n}`, at)),
    ...ofDispute('updated', 'under_review', { status: 'warning_needs_response' }),
    ...ofDispute('funds_withdrawn', 'needs_response'),
    ...ofDispute('funds_reinstated', 'won'),
    ...ofDispute('closed', 'won'),
    'review.opened': (n) => parsed(payment.reviewOpened(at, { id: `prv_${n}` })),
    'review.closed': (n) => parsed(payment.reviewClosed(at, 'approved', { id: `prv_${n}` })),
    'radar.early_fraud_warning.created': (n) => parsed(payment.fraudWarning(at, { id: `issfr_${n}` })),
  },
  printify: {
    ...ofPrintify('order:created', 'order:sent-to-production', 'order:updated'),
    ...ofPrintify('order:shipment:created', 'order:shipment:delivered'),
  },
  printful: {
    ...ofPrintful('order_created', 'order_updated', 'order_failed', 'order_canceled', 'order_refunded'),
    ...ofPrintful('order_put_hold', 'order_remove_hold'),
    ...ofPrintful('shipment_sent', 'shipment_delivered', 'shipment_returned', 'shipment_canceled'),
  },
  postmark: {
    Bounce: ofPostmark(recorded('postmark/hard-bounce')),
    SpamComplaint: ofPostmark(recorded('postmark/spam-complaint')),
    SubscriptionChange: ofPostmark({
      ...{ RecordType: 'SubscriptionChange', MessageID: '2c1b63fe-43f2-4db5-91b0-8bdfa44a9316', ServerID: 23 },
      ...{ MessageStream: 'outbound', ChangedAt: '2026-02-14T14:28:10Z', Recipient: 'customer@example.com' },
      ...{ Origin: 'Recipient', SuppressSending: true, SuppressionReason: 'ManualSuppression', Tag: '' },
      Metadata: { 'daybook-mail': mailId },
    }),
  },
  mailgun: {
    failed: ofMailgun('failed-permanent', {}),
    rejected: ofMailgun('complained', { event: 'rejected', reject: { reason: 'Sandbox domain', description: '' } }),
    complained: ofMailgun('complained', {}),
    unsubscribed: ofMailgun('complained', { event: 'unsubscribed' }),
  },
  resend: {
    ...ofResend('email.bounced', 'bounced', {}),
    ...ofResend('email.suppressed', 'complained', {
      suppressed: { type: 'OnAccountSuppressionList', message: 'gone' },
    }),
    ...ofResend('email.failed', 'complained', { failed: { reason: 'reached_daily_quota' } }),
    ...ofResend('email.complained', 'complained', {}),
  },
};

function ofSession(type: string, session: Json): Record<string, GenuineEvent> {
  return {
    [type]: (n) =>
      parsed(aStripeEvent({ type, created: at, session: { id: `cs_${n}`, payment_intent: `pi_${n}`, ...session } })),
  };
}

function ofRefund(type: string, more: Json, previous?: Json): Record<string, GenuineEvent> {
  return { [type]: (n) => parsed(payment.event(type, at, payment.refund(`${n}`, at, 100, more), previous)) };
}

function ofDispute(change: string, status: string, previous?: Json): Record<string, GenuineEvent> {
  return {
    [`charge.dispute.${change}`]: (n) => parsed(payment.disputeEvent(change, `${n}`, at, at, status, previous)),
  };
}

function ofPrintify(...types: string[]): Record<string, GenuineEvent> {
  const name = (type: string) => `printify/${type.replaceAll(':', '-')}`;
  return Object.fromEntries(types.map((type) => [type, (n) => ({ ...recorded(name(type)), id: `${n}` })]));
}

/** Printful gives events no id: what tells them apart is what they say. */
function ofPrintful(...types: string[]): Record<string, GenuineEvent> {
  const name = (type: string) => `printful/${type.replaceAll('_', '-')}`;
  return Object.fromEntries(types.map((type) => [type, (n) => ({ ...recorded(name(type)), n })]));
}

function ofPostmark(event: Json): GenuineEvent {
  return (n) => ({ ...event, ID: n });
}

/** Its signature says which event it is. */
function ofMailgun(name: string, more: Json): GenuineEvent {
  const { 'event-data': data } = recorded(`mailgun/${name}`) as { 'event-data': Json };
  return () => ({ 'event-data': { ...data, ...more } });
}

/** A header says which event it is. */
function ofResend(type: string, name: string, more: Json): Record<string, GenuineEvent> {
  const event = recorded(`resend/${name}`) as { data: Json };
  return { [type]: () => ({ ...event, type, data: { ...event.data, ...more } }) };
}

function recorded(name: string): Json {
  return parsed(readFileSync(join(import.meta.dirname, '../fixtures', `${name}.json`), 'utf8'));
}

function parsed(text: string): Json {
  return JSON.parse(text) as Json;
}
