import { providers, type Provider } from '@daybook/contract';
import { OrdersReadModel } from '@daybook/screens';
import { Inbox, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { expect, it } from '@jest/globals';
import { SeededRandom } from '../faults/chaos/seeded-random.js';
import { aPayment } from '../support/a-payment.js';
import { aProviderOrder } from '../support/a-provider-order.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { providerSecrets, providerSignature } from '../support/provider-signature.js';
import { useRecordingProxy } from '../support/recording-proxy.js';
import { useStripeInbox } from '../support/stripe-inbox.js';
import { stripeSignature } from '../support/stripe.js';

const outside = useRecordingProxy();
const parts = useParts(() => ({
  ...{ STRIPE_API_URL: outside.origin, ACCEPT_FOREIGN_SESSIONS: 'off', ...providerSecrets },
  ...{ PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '1', PRINTIFY_API_URL: outside.origin },
  ...{ PRINTFUL_TOKEN: 'token', PRINTFUL_API_URL: outside.origin },
}));
const jobs = useJobs(parts);
const { timeline } = useStripeInbox(parts);

const minutesPastTwelve = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute));
type Times = typeof minutesPastTwelve;

/** A webhook, and the minute in which it is sent. */
interface News {
  from: 'stripe' | Provider;
  minute: number;
  body: string;
}

/** How Stripe tells the refunds, and when. */
interface Telling {
  at: Times;
  hasRefundEvents: boolean;
  /** Of an API version in which a charge carries its refunds. */
  isEmbedded: boolean;
}
const usual: Telling = { at: minutesPastTwelve, hasRefundEvents: true, isEmbedded: true };

const address = { line1: '12 Mill Lane', city: 'Totnes', postal_code: 'TQ9 5AB', country: 'GB' };
const shipping = { collected_information: { shipping_details: { name: 'Ada Green', address } } };

/** What Stripe says of one order. Most of its refunds are told twice: by themselves, and by their charge. */
function stripeNews(payment: ReturnType<typeof aPayment>, { at, hasRefundEvents, isEmbedded }: Telling): News[] {
  const inquiry = { status: 'warning_needs_response' };
  const [first, second] = refundsOf(payment, at);
  const failed = { ...second, status: 'failed', failure_reason: 'declined' };
  const charge = (minute: number, refunds: object[], amount: number) =>
    payment.chargeRefunded(at(minute), isEmbedded ? refunds : null, amount);
  const told: [minute: number, body: string][] = [
    [0, payment.paid(at(0), shipping)],
    [1, payment.reviewOpened(at(1))],
    [2, payment.reviewClosed(at(2))],
    [8, payment.fraudWarning(at(8))],
    [9, payment.disputed('1', at(9), inquiry)],
    [10, charge(10, [first], 1_000)],
    [11, charge(11, [second, first], 1_500)],
    [12, payment.event(`${hasRefundEvents ? '' : 'charge.'}refund.updated`, at(12), failed, { status: 'succeeded' })],
    [13, payment.disputeEvent('updated', '1', at(9), at(13), 'needs_response', inquiry)],
    [14, payment.disputeEvent('closed', '1', at(9), at(14), 'won')],
  ];
  if (hasRefundEvents)
    told.push(
      [10, payment.event('refund.created', at(10), first)],
      [11, payment.event('refund.created', at(11), second)],
    );
  return told.map(([minute, body]) => ({ from: 'stripe', minute, body }));
}

const refundsOf = (payment: ReturnType<typeof aPayment>, at: Times) =>
  [payment.refund('1', at(10), 1_000), payment.refund('2', at(11), 500)] as const;

const goods: Record<Provider, object> = {
  printify: { provider: 'printify', product_id: '5d39b159e7c48c000728c89f', variant_id: '12100' },
  printful: { provider: 'printful', product_id: '312946551', variant_id: '4253821906' },
};

/** Stripe answers as it does in that minute. */
function serveStripe(payment: ReturnType<typeof aPayment>, { at }: Telling, provider: Provider, now: () => number) {
  const line = {
    ...{ id: 'li_1', object: 'item', description: 'Tee', quantity: 1, amount_subtotal: 3_900 },
    price: { unit_amount: 3_900, product: { id: 'prod_1', name: 'Tee', metadata: goods[provider] } },
  };
  const list = (data: object[]) => ({ body: { object: 'list', has_more: false, data, url: '/' } });
  outside.always(/line_items$/, list([line]));
  outside.always(/^GET .*\/refunds$/, () => {
    const [first, second] = refundsOf(payment, at);
    const latest = now() < 12 ? second : { ...second, status: 'failed', failure_reason: 'declined' };
    return list(now() < 11 ? [first] : [latest, first]);
  });
}

/** Stores, processes and works off everything that a webhook leads to. */
async function receive({ from, body }: News): Promise<void> {
  const bytes = Buffer.from(body);
  const headers = from === 'stripe' ? { 'stripe-signature': stripeSignature(body) } : providerSignature(from, bytes);
  const stored = await parts.get(WebhookIntake).receive(parts.get(WebhookSources).get(from), bytes, headers);
  expect(stored).toEqual({ outcome: 'accepted' });
  await parts.get(Inbox).processNext();
  for (let name = await nextJob(); name; name = await nextJob())
    for (const result of await jobs.runWaiting(name)) expect(result).toEqual({ outcome: 'done' });
}

const jobNames = ['fetch-order-lines', 'submit-fulfilment', 'refresh-fulfilment', 'list-refunds'];
const nextJob = async () => {
  const statement = `select name from pgboss.job where state = 'created' and name = any($1) limit 1`;
  return (await parts.rows<{ name: string }>(statement, [jobNames]))[0]?.name;
};

/** The same news under another id. */
const again = ({ body, ...news }: News): News => ({
  ...news,
  body: JSON.stringify({ ...(JSON.parse(body) as object), id: `evt_${crypto.randomUUID()}` }),
});

interface Round {
  arrange: (news: News[]) => News[];
  telling?: Partial<Telling>;
  /** Whether an answer describes the end, or the latest moment of which anything was heard. */
  isFinal: boolean;
}

async function tell(provider: Provider, { arrange, telling, isFinal }: Round) {
  const payment = aPayment();
  const how = { ...usual, ...telling };
  const order = aProviderOrder(provider, (minute) => minutesPastTwelve(minute).toISOString());
  let heard = 0;
  const now = () => (isFinal ? Infinity : heard);
  outside.reset();
  order.serve(outside, now);
  serveStripe(payment, how, provider, now);
  const providerNews = order.webhooks.map(({ minute, body }) => ({
    ...{ from: provider, minute, body: JSON.stringify(body) },
  }));
  for (const news of arrange([...stripeNews(payment, how), ...providerNews])) {
    heard = Math.max(heard, news.minute);
    await receive(news);
  }
  return storyOf(payment.payment_intent);
}

async function storyOf(paymentIntent: string) {
  const [row] = await parts.rows<{ id: string }>('select id from customer_order where payment_intent_id = $1', [
    paymentIntent,
  ]);
  const { status, refundable, refunds } = (await parts.get(OrdersReadModel).findDetail(row?.id ?? '')) ?? {};
  return {
    status,
    refundable,
    refunds: refunds?.map(({ amount, state }) => `${amount.amount} ${state}`).toSorted(),
    told: (await timeline(row?.id))?.filter((line) => !line.includes('Submitted to')),
    left: await parts.rows(`select type, state, last_error from webhook_event where state in ('pending', 'failed')`),
  };
}

const oneSecond = () => minutesPastTwelve(0);
const because = '£43.00: product not received, respond by 12 Dec';
const story = (told: unknown[]) => ({
  told,
  status: 'delivered',
  refundable: { amount: 3_300, currency: 'GBP' },
  refunds: ['1000 refunded', '500 failed'],
  left: [],
});
const inMinutes = story([
  '00 Order placed — £43.00 via Stripe',
  '01 Held for review by Stripe: a Radar rule [order.review_closed]',
  '02 Review closed: approved',
  expect.stringMatching(/^03 In production at /),
  '05 Shipped via DHL — tracking: one',
  '07 Delivered',
  '08 The card’s bank warns of fraud — £43.00 [order.refunded]',
  `09 Bank inquiry — ${because} [order.disputed]`,
  '10 Refunded £10.00',
  '11 Refunded £5.00',
  '12 Refund of £5.00 failed: declined',
  `13 Payment disputed — ${because} [order.dispute_closed]`,
  '14 Dispute won — £43.00 stays',
]);
const inOneSecond = story([
  '00 Order placed — £43.00 via Stripe',
  '00 Held for review by Stripe: a Radar rule [order.review_closed]',
  '00 Review closed: approved',
  '00 The card’s bank warns of fraud — £43.00 [order.refunded]',
  '00 Refunded £10.00',
  '00 Refunded £5.00',
  '00 Refund of £5.00 failed: declined [order.refunded]',
  `00 Bank inquiry — ${because} [order.disputed]`,
  `00 Payment disputed — ${because} [order.dispute_closed]`,
  '00 Dispute won — £43.00 stays',
  expect.stringMatching(/^03 In production at /),
  '05 Shipped via DHL — tracking: one',
  '07 Delivered',
]);

const kinds: [name: string, telling: Partial<Telling>, repeat?: boolean][] = [
  ['that Stripe tells in full', {}],
  ['whose charge does not carry its refunds', { isEmbedded: false }],
  ['of whose refunds only the charge tells', { hasRefundEvents: false }],
  ['whose webhooks from Stripe are of one second', { at: oneSecond }],
  ['whose webhooks each come twice in a row', {}, true],
];

const random = new SeededRandom(12);
const reverse = (news: News[]) => news.toReversed();
const shuffle = (news: News[]) => random.shuffled(news);
/** Stripe's part is the same at both. */
const arrivals: Record<Provider, Round['arrange'][]> = {
  printify: [reverse, shuffle],
  printful: [shuffle],
};

it.each(providers.flatMap((provider) => kinds.map((kind) => [provider, ...kind] as const)))(
  'an order made by %s %s has one story in any order of its webhooks',
  async (provider, _, telling, isRepeated = false) => {
    const stories = new Set<string>();
    for (const [index, arrange] of arrivals[provider].entries()) {
      const repeat = (news: News[]) => (isRepeated ? news.flatMap((one) => [one, again(one)]) : news);
      const one = await tell(provider, {
        telling,
        isFinal: index % 2 === 0,
        arrange: (news) => repeat(arrange(news.toSorted((a, b) => a.minute - b.minute))),
      });
      stories.add(JSON.stringify(one));
    }
    expect([...stories].map((one): unknown => JSON.parse(one))).toEqual([
      telling.at === oneSecond ? inOneSecond : inMinutes,
    ]);
  },
  60_000,
);
