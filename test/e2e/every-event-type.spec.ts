import type { ActivityEntry, EventType, Level } from '@daybook/contract';
import { expect, it } from '@jest/globals';
import { mailWebhookSettings } from '../support/mail-services.js';
import { useWholeShop } from '../support/whole-shop.js';

const shop = useWholeShop({ ...mailWebhookSettings, CART_RECOVERY_SECONDS: '1', SYNC_SECONDS: '86400' });
const { order, untilRecorded } = shop;

/** Every event type with its level, its sentence, and whether it belongs to an order. */
const table: [EventType, Level, RegExp, 'of an order' | 'of none'][] = [
  ['order.created', 'info', /^Order placed — £43\.00 via Stripe$/, 'of an order'],
  ['order.email.confirmation_sent', 'info', /^Order confirmation sent to customer@example\.com$/, 'of an order'],
  ['order.submitted', 'info', /^Submitted to Printify \([0-9a-f]{24}\)$/, 'of an order'],
  [
    'order.submission_failed',
    'error',
    /^Submission to Printify failed: insufficient stock for M Black$/,
    'of an order',
  ],
  ['order.submission_retried', 'info', /^Submission retried — attempt 2 of 3$/, 'of an order'],
  ['order.production', 'info', /^In production at Printify$/, 'of an order'],
  ['order.shipped', 'info', /^Shipped via .+ — tracking: \S+$/, 'of an order'],
  ['order.email.shipping_sent', 'info', /^Shipping notification sent to customer@example\.com$/, 'of an order'],
  ['order.delivered', 'info', /^Delivered$/, 'of an order'],
  ['order.cancelled', 'warning', /^Order cancelled$/, 'of an order'],
  ['order.refunded', 'info', /^Refunded £43\.00$/, 'of an order'],
  ['order.email.cancellation_sent', 'info', /^Cancellation notice sent to customer@example\.com$/, 'of an order'],
  ['order.email.refund_sent', 'info', /^Refund notice sent to customer@example\.com$/, 'of an order'],
  ['sync.started', 'info', /^Product sync started \(Printify\)$/, 'of none'],
  ['sync.completed', 'info', /^Product sync complete — 47 products, 3 updated$/, 'of none'],
  ['sync.failed', 'error', /^Product sync failed: API rate limit exceeded$/, 'of none'],
  ['abandoned_cart.created', 'info', /^Abandoned cart — left@example\.com, £\d+\.\d\d$/, 'of none'],
  ['abandoned_cart.email_sent', 'info', /^Recovery email sent to left@example\.com$/, 'of none'],
  ['abandoned_cart.recovered', 'info', /^Cart recovered — order SS-\d{6}-\d{4} placed$/, 'of an order'],
  ['email.bounced', 'warning', /^Email bounced: customer@example\.com \(order confirmation\)$/, 'of an order'],
];

const entries = async (type: EventType) =>
  (await shop.requestAsOwner<{ items: ActivityEntry[] }>('GET', `/api/activity?type=${type}&limit=200`)).items;
const untilMessage = (type: EventType, sentence: RegExp) =>
  shop.until(async () => (await entries(type)).some(({ message }) => sentence.test(message)));

it('records each of the twenty event types when its cause happens outside Daybook', async () => {
  await shop.aWorker();
  await deliverAndRefund();
  await cancel();
  await sync();
  await abandonAndRecover();
  await bounce();
  // providers' webhooks are processed in any order: an earlier fact may be recorded after a later one
  for (const [type, , sentence] of table) await untilMessage(type, sentence);

  const found = await Promise.all(
    table.map(async ([type, , sentence]) => {
      const { level, orderId } = (await entries(type)).find(({ message }) => sentence.test(message)) ?? {};
      return [type, level, sentence, orderId ? 'of an order' : 'of none'];
    }),
  );
  expect(found).toEqual(table);
}, 300_000);

/** An order that is refused once, accepted on the second attempt, delivered and refunded. */
async function deliverAndRefund(): Promise<void> {
  await shop.post('/faults', { service: 'printify', kind: 'reject', operation: 'submit', times: 1 });
  const session = await order();
  await untilRecorded(session, 'order.email.confirmation_sent');
  await untilRecorded(session, 'order.delivered');
  await untilRecorded(session, 'order.email.shipping_sent');
  await shop.postAsOwner(session, 'refunds', [{ amount: 4_300, id: crypto.randomUUID(), tellCustomer: true }]);
  await untilRecorded(session, 'order.refunded');
  await untilRecorded(session, 'order.email.refund_sent');
}

/** One that its provider cancels, and one that a person does. */
async function cancel(): Promise<void> {
  await shop.put('/auto-advance', { stepMs: 0 });
  const session = await order();
  await untilRecorded(session, 'order.submitted');
  const [made] = await shop.providerOrders(session);
  await shop.post(`/provider-orders/${made?.id ?? ''}/act`, { action: 'cancel' });
  await untilRecorded(session, 'order.cancelled');

  const other = await order();
  await untilRecorded(other, 'order.submitted');
  const [held] = await shop.providerOrders(other);
  await shop.post(`/provider-orders/${held?.id ?? ''}/act`, { action: 'hold' });
  await shop.postAsOwner(other, 'cancel', [{ refund: false, tellCustomer: true }]);
  await untilRecorded(other, 'order.email.cancellation_sent');
}

/** The first sync starts automatically; then three products change; then the provider limits the rate. */
async function sync(): Promise<void> {
  await untilMessage('sync.completed', /47 products/);
  await shop.post('/products/prices', { provider: 'printify', count: 3 });
  await shop.requestAsOwner('POST', '/api/sync/printify');
  await untilMessage('sync.completed', /47 products, 3 updated/);
  const tooMany = {
    service: 'printify',
    kind: 'rate_limit',
    operation: 'products',
    times: 1_000,
    retryAfterSeconds: 1,
  };
  await shop.post('/faults', tooMany);
  await shop.requestAsOwner('POST', '/api/sync/printify');
  await untilMessage('sync.failed', /rate limit/);
}

async function abandonAndRecover(): Promise<void> {
  const email = 'left@example.com';
  const { sessionId } = await shop.post<{ sessionId: string }>('/sessions', {});
  await shop.post(`/sessions/${sessionId}/expire`, { email, optIn: true });
  await untilMessage('abandoned_cart.email_sent', /left@example/);
  const again = await shop.post<{ sessionId: string }>(`/sessions/${sessionId}/recover`, {});
  await shop.post(`/sessions/${again.sessionId}/pay`, { email });
  await untilMessage('abandoned_cart.recovered', /./);
}

async function bounce(): Promise<void> {
  const { items } = await shop.get<{ items: { id: string; subject: string }[] }>('/mails?to=customer@example.com');
  const confirmation = items.find(({ subject }) => subject.startsWith('Your order') && !subject.includes('cancelled'));
  await shop.post(`/mails/${confirmation?.id ?? ''}/bounce`, { service: 'postmark' });
  await untilMessage('email.bounced', /./);
}
