import { providers, type Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { FulfilmentProviders, type FulfilmentUpdate } from '@daybook/fulfilment';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { OrdersReadModel } from '@daybook/screens';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { SeededRandom } from '../faults/chaos/seeded-random.js';
import { aPayment } from '../support/a-payment.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { useSandbox } from '../support/sandbox.js';
import { useStripeInbox } from '../support/stripe-inbox.js';

const sandbox = useSandbox();
const parts = useParts(() => sandbox.settings);
const jobs = useJobs(parts);
const { receive, order, timeline } = useStripeInbox(parts);

beforeEach(() => parts.rows('delete from pgboss.job'));
afterEach(() => {
  jest.restoreAllMocks();
});

const goods: Record<Provider, Pick<NewOrderLine, 'productId' | 'variantId'>> = {
  printify: { productId: '5d39b159e7c48c000728c89f', variantId: '12100' },
  printful: { productId: '312946551', variantId: '4253821906' },
};
const address = { line1: '12 Mill Lane', city: 'Totnes', postal_code: 'TQ9 5AB', country: 'GB' };
const minute = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 12, minutes));
const parcel = { key: 'one', carrier: 'DHL', trackingNumber: 'one', trackingUrl: null };

const updates: FulfilmentUpdate[] = [
  { kind: 'in_production', at: minute(10) },
  { kind: 'parcel_shipped', parcel, at: minute(11) },
  { kind: 'all_shipped', at: minute(11) },
  { kind: 'parcel_delivered', parcel, at: minute(12) },
];

/** One order's webhooks from Stripe. Refunds are told twice: by themselves, and by their charge. */
function webhooksOf(payment: ReturnType<typeof aPayment>) {
  const failed = { ...payment.refund('2', minute(16), 500), status: 'failed', failure_reason: 'declined' };
  return [
    payment.paid(minute(0), { collected_information: { shipping_details: { name: 'Ada Green', address } } }),
    payment.reviewOpened(minute(1)),
    payment.reviewClosed(minute(2)),
    payment.fraudWarning(minute(13)),
    payment.disputed('1', minute(14), { status: 'warning_needs_response' }),
    payment.disputeEvent('updated', '1', minute(14), minute(18), 'needs_response', {
      status: 'warning_needs_response',
    }),
    payment.disputeEvent('closed', '1', minute(14), minute(19), 'won'),
    payment.refunded('1', minute(15), 1_000),
    payment.chargeRefunded(minute(15), [payment.refund('1', minute(15), 1_000)], 1_000),
    payment.refunded('2', minute(16), 500),
    payment.event('refund.failed', minute(17), failed),
  ];
}

const because = '£43.00: product not received, respond by 12 Dec';
const story = [
  '00 Order placed — £43.00 via Stripe',
  '01 Held for review by Stripe: a Radar rule [order.review_closed]',
  '02 Review closed: approved',
  expect.stringMatching(/^10 In production at /),
  '11 Shipped via DHL — tracking: one',
  '12 Delivered',
  '13 The card’s bank warns of fraud — £43.00 [order.refunded]',
  `14 Bank inquiry — ${because} [order.disputed]`,
  '15 Refunded £10.00',
  '16 Refunded £5.00',
  '17 Refund of £5.00 failed: declined',
  `18 Payment disputed — ${because} [order.dispute_closed]`,
  '19 Dispute won — £43.00 stays',
];

/** Applies everything in this order, each twice. What the provider says before it has the order, it says once it has it. */
async function tell(provider: Provider, news: (string | FulfilmentUpdate)[]): Promise<void> {
  let unheard: FulfilmentUpdate[] = [];
  const apply = async (one: FulfilmentUpdate) => {
    jest.spyOn(parts.get(FulfilmentProviders).get(provider), 'getUpdates').mockResolvedValue([one]);
    const [row] = await parts.rows<{ id: string }>('select id from fulfilment where provider_order_id is not null');
    if (!row) return unheard.push(one);
    const payload = { orderId: randomUUID(), fulfilmentId: row.id, provider, trigger: 'webhook' };
    return jobs.run('refresh-fulfilment', payload);
  };
  for (const one of [...news, ...news]) {
    if (typeof one !== 'string') await apply(one);
    else {
      await receive(one);
      await fulfil(provider);
      const held = unheard;
      unheard = [];
      for (const update of held) await apply(update);
    }
  }
}

async function fulfil(provider: Provider): Promise<void> {
  const placed = await order();
  if (placed?.linesPending) {
    const line = {
      title: 'Tee',
      variant: null,
      sku: null,
      provider,
      ...goods[provider],
      quantity: 1,
      unitPrice: 3_900,
    };
    await parts.get(Database).transaction((tx) => parts.get(OrdersService).storeLines(tx, placed.id, [line]));
  }
  await jobs.runWaiting('submit-fulfilment');
}

/** Stripe's part is the same at both. */
const rounds: Record<Provider, number> = { printify: 12, printful: 4 };

it.each(providers)(
  'an order made by %s has one story in any order of its webhooks, with its review, refunds and dispute',
  async (provider) => {
    const random = new SeededRandom(12);
    const outcomes = new Set<string>();
    for (let round = 0; round < rounds[provider]; round += 1) {
      // the numbers go on: the provider remembers them
      await parts.rows('truncate customer_order, activity_log, webhook_event cascade');
      const news = [...webhooksOf(aPayment()), ...updates];
      await tell(provider, round === 0 ? news : round === 1 ? news.toReversed() : random.shuffled(news));
      const { id = '', status, refundable } = (await order()) ?? {};
      const told = (await timeline())?.filter((line) => !line.includes('Submitted to'));
      const refunds = (await parts.get(OrdersReadModel).findDetail(id))?.refunds
        .map(({ amount, state }) => `${amount.amount} ${state}`)
        .toSorted();
      outcomes.add(JSON.stringify({ status, refundable, refunds, told }));
      await parts.rows('delete from pgboss.job');
    }
    expect([...outcomes]).toHaveLength(1);
    expect(JSON.parse([...outcomes][0] ?? '{}')).toEqual({
      status: 'delivered',
      refundable: { amount: 3_300, currency: 'GBP' },
      refunds: ['1000 refunded', '500 failed'],
      told: story,
    });
  },
  300_000,
);
