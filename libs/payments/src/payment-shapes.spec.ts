import { beforeEach, describe, expect, it } from '@jest/globals';
import { aPayment } from '../../../test/support/a-payment.js';
import { useJobs } from '../../../test/support/jobs.js';
import { useParts } from '../../../test/support/parts.js';
import { at, useStripeInbox } from '../../../test/support/stripe-inbox.js';

const parts = useParts();
const jobs = useJobs(parts);
const { receive, order, states, timeline } = useStripeInbox(parts);
beforeEach(async () => {
  // quicker than emptying every table
  const tables = ['activity_log', 'webhook_event', 'customer_order', 'cart_checkout', 'pgboss.job'];
  await parts.rows(tables.map((table) => `delete from ${table}`).join('; '));
});

type Payment = ReturnType<typeof aPayment>;
type Fields = Record<string, unknown>;
const refund = (more: Fields) => (payment: Payment) => payment.refunded('1', at(1), 4_300, more);
const ofType = (type: string, more: Fields) => (payment: Payment) =>
  payment.event(type, at(1), payment.refund('1', at(1), 4_300, more));
const charge =
  (refunds: Fields[] | null, more: Fields = {}) =>
  (payment: Payment) =>
    payment.chargeRefunded(at(1), refunds?.map((some) => payment.refund('1', at(1), 4_300, some)) ?? null, 4_300, more);
const dispute = (more: Fields) => (payment: Payment) => payment.disputed('1', at(1), more);
const disputeClosed = (status: string, more: Fields) => (payment: Payment) =>
  payment.event('charge.dispute.closed', at(1), payment.dispute('1', at(0), status, more));
const opened = (more: Fields) => (payment: Payment) => payment.reviewOpened(at(1), more);
const closed = (more: Fields) => (payment: Payment) => payment.reviewClosed(at(1), 'approved', more);
const warning = (more: Fields) => (payment: Payment) => payment.fraudWarning(at(1), more);
const expanded = (payment: Payment) => ({
  payment_intent: { id: payment.payment_intent, object: 'payment_intent' },
  charge: { id: payment.charge, object: 'charge', outcome: { risk_level: 'elevated' } },
});

const refunded = 'Refunded £43.00';
const disputed = 'Payment disputed — £43.00: product not received, respond by 12 Dec';
const nothing: string[] = [];
const yen = { amount: 1_634, currency: 'jpy' };
const dinars = { amount: 4_300, currency: 'kwd' };
const bare = { evidence_details: null, reason: null };
const long = 'x'.repeat(5_000);

/** What Stripe sends, in the shapes of its API versions, and what the timeline then says. */
const shapes: [string, (payment: Payment) => string, string[]][] = [
  ['a refund', refund({}), [refunded]],
  ['a refund with expanded objects', (payment) => refund(expanded(payment))(payment), [refunded]],
  ['a refund without charge, metadata and status', refund({ charge: null, metadata: null, status: null }), [refunded]],
  ['a refund with metadata of numbers', refund({ metadata: { n: 1, daybook_refund: 'no uuid' } }), [refunded]],
  ['a refund with a status never seen', refund({ status: 'thinking' }), nothing],
  ['a refund that needs an action', refund({ status: 'requires_action' }), nothing],
  ['a refund of nothing', refund({ amount: 0 }), nothing],
  ['a refund without currency', refund({ currency: undefined }), [refunded]],
  ['a refund in a currency of no decimals', refund(yen), ['Refunded JP¥1,634']],
  ['a refund in a currency of three decimals', refund(dinars), ['Refunded KWD 4.300']],
  ['a refund with broken presentment', refund({ presentment_details: { presentment_amount: 'x' } }), [refunded]],
  ['an updated refund of API version 2022-08-01', ofType('charge.refund.updated', { object: 'refund' }), [refunded]],
  [
    'a failed refund with a reason',
    ofType('refund.failed', { status: 'failed', failure_reason: 'lost_or_stolen_card' }),
    ['Refund of £43.00 failed: lost or stolen card'],
  ],
  [
    'a failed refund with a reason in another script, with NUL',
    ofType('refund.updated', { status: 'failed', failure_reason: 'カード\u0000の期限切れ' }),
    ['Refund of £43.00 failed: カード の期限切れ'],
  ],
  [
    'a failed refund with a reason that is too long',
    ofType('refund.failed', { status: 'failed', failure_reason: long }),
    [`Refund of £43.00 failed: ${long.slice(0, 200)}`],
  ],
  [
    'a canceled refund without reason',
    ofType('refund.failed', { status: 'canceled', failure_reason: null }),
    ['Refund of £43.00 failed: Stripe could not carry it out'],
  ],
  ['a failed refund of nothing', ofType('refund.failed', { status: 'failed', amount: 0 }), nothing],
  [
    'a failed refund in a currency of no decimals',
    ofType('refund.failed', { status: 'failed', ...yen }),
    ['Refund of JP¥1,634 failed: Stripe could not carry it out'],
  ],
  [
    'a failed refund in a currency of three decimals',
    ofType('refund.updated', { status: 'failed', ...dinars }),
    ['Refund of KWD 4.300 failed: Stripe could not carry it out'],
  ],
  ['a refunded charge of API version 2022-08-01', charge([{}]), [refunded]],
  [
    'a refunded charge in a currency of no decimals',
    charge([yen], { amount_refunded: 1_634, currency: 'jpy' }),
    ['Refunded JP¥1,634'],
  ],
  ['a refunded charge in a currency of three decimals', charge([dinars], { currency: 'kwd' }), ['Refunded KWD 4.300']],
  ['a refunded charge with a refund of a status never seen', charge([{ status: 'thinking' }]), nothing],
  ['a refunded charge of nothing', charge([], { amount_refunded: 0 }), nothing],
  [
    'a refunded charge whose refund failed for a reason in another script',
    charge([{ status: 'failed', failure_reason: 'بطاقة منتهية' }]),
    ['Refund of £43.00 failed: \u2068بطاقة منتهية\u2069'],
  ],
  ['a refunded charge with a refund without status', charge([{ status: undefined }]), [refunded]],
  ['a refunded charge since API version 2022-11-15', charge(null), nothing],
  ['a refunded charge without amounts', charge(null, { amount_refunded: null, refunds: null }), nothing],
  ['a dispute', dispute({}), [disputed]],
  ['a dispute with expanded objects', (payment) => dispute(expanded(payment))(payment), [disputed]],
  ['a dispute without charge', dispute({ charge: null }), [disputed]],
  ['a dispute without currency', dispute({ currency: null }), [disputed]],
  ['a dispute in a currency of no decimals', dispute({ ...yen, ...bare }), ['Payment disputed — JP¥1,634']],
  ['a dispute in a currency of three decimals', dispute({ ...dinars, ...bare }), ['Payment disputed — KWD 4.300']],
  [
    'a dispute without deadline and reason',
    dispute({ evidence_details: null, reason: null }),
    ['Payment disputed — £43.00'],
  ],
  [
    'a dispute whose deadline is null',
    dispute({ evidence_details: { due_by: null } }),
    ['Payment disputed — £43.00: product not received'],
  ],
  ['a dispute with a status never seen', dispute({ status: 'appeal_needs_response' }), [disputed]],
  [
    'a dispute with a reason never seen, with NUL',
    dispute({ reason: 'some_thing\u0000_new', evidence_details: {} }),
    ['Payment disputed — £43.00: some thing new'],
  ],
  ['a dispute of nothing', dispute({ amount: 0, evidence_details: {}, reason: null }), ['Payment disputed — £0.00']],
  [
    'an inquiry',
    dispute({ status: 'warning_needs_response' }),
    ['Bank inquiry — £43.00: product not received, respond by 12 Dec'],
  ],
  [
    'a dispute whose creation was never heard',
    (payment) => payment.disputeEvent('funds_withdrawn', '1', at(1), at(2), 'needs_response'),
    [disputed],
  ],
  [
    'a dispute that ends in a way never seen',
    (payment) => payment.disputeEvent('closed', '1', at(0), at(1), 'forgotten'),
    ['Dispute closed — £43.00'],
  ],
  ['a dispute lost in a currency of no decimals', disputeClosed('lost', yen), ['Dispute lost — JP¥1,634']],
  ['a dispute won in a currency of three decimals', disputeClosed('won', dinars), ['Dispute won — KWD 4.300 stays']],
  [
    'a dispute lost without its optional fields',
    disputeClosed('lost', { ...bare, currency: null }),
    ['Dispute lost — £43.00'],
  ],
  ['a dispute over nothing that is lost', disputeClosed('lost', { amount: 0 }), ['Dispute lost — £0.00']],
  ['a dispute that was prevented', disputeClosed('prevented', {}), ['Dispute prevented — £43.00']],
  ['an inquiry that is over', disputeClosed('warning_closed', {}), ['Bank inquiry closed — £43.00 stays']],
  [
    'a dispute that ends in a way named like a property of every object',
    disputeClosed('constructor', {}),
    ['Dispute closed — £43.00'],
  ],
  ['a review', opened({}), ['Held for review by Stripe: a Radar rule']],
  ['a review by a person', opened({ opened_reason: 'manual' }), ['Held for review by Stripe: a person asked for it']],
  [
    'a review with expanded objects',
    (payment) => opened(expanded(payment))(payment),
    ['Held for review by Stripe: elevated risk'],
  ],
  [
    'a review without reasons',
    opened({ opened_reason: null, reason: null }),
    ['Held for review by Stripe: Stripe gave no reason'],
  ],
  [
    'a review of an older API version, with a reason never seen',
    opened({ opened_reason: undefined, reason: 'odd_pattern' }),
    ['Held for review by Stripe: odd pattern'],
  ],
  [
    'a review with a reason never seen, in another script',
    opened({ opened_reason: '新しい_規則', reason: undefined }),
    ['Held for review by Stripe: 新しい 規則'],
  ],
  [
    'a review of a charge without outcome',
    (payment) => opened({ charge: { id: payment.charge, object: 'charge', outcome: null } })(payment),
    ['Held for review by Stripe: a Radar rule'],
  ],
  [
    'a review closed for a reason never seen',
    closed({ closed_reason: 'payment_never_captured' }),
    ['Review closed: payment never captured'],
  ],
  ['a closed review', closed({}), ['Review closed: approved']],
  [
    'a closed review of an older API version',
    closed({ closed_reason: undefined, reason: 'refunded_as_fraud' }),
    ['Review closed: refunded as fraud'],
  ],
  [
    'a closed review without reasons',
    closed({ closed_reason: null, reason: null }),
    ['Review closed: Stripe gave no reason'],
  ],
  ['a fraud warning', warning({}), ['The card’s bank warns of fraud — £43.00']],
  [
    'a fraud warning of a type never seen',
    warning({ fraud_type: '偽造', actionable: 'perhaps' }),
    ['The card’s bank warns of fraud — £43.00'],
  ],
  [
    'a fraud warning without type and action',
    warning({ fraud_type: null, actionable: undefined }),
    ['The card’s bank warns of fraud — £43.00'],
  ],
];

describe('a Stripe event about a payment', () => {
  it.each(shapes)('is understood: %s', async (_, body, sentences) => {
    const payment = aPayment();
    await receive(payment.paid(at(0)), body(payment));
    expect((await timeline())?.slice(1).map((line) => line.slice(3))).toEqual(sentences);
    expect(await states()).toEqual(['processed', 'processed']);
  });

  it.each(shapes.map(([name, body]) => [name, body] as const))(
    'has no effect without an order: %s',
    async (_, body) => {
      await receive(body(aPayment()));
      expect(await states()).toEqual(['ignored']);
      expect(await parts.rows('select 1 from activity_log')).toEqual([]);
      expect(await jobs.waiting('list-refunds')).toEqual([]);
    },
  );

  it('has no effect when it names no payment, or its type is new', async () => {
    const payment = aPayment();
    await receive(payment.paid(at(0)));
    for (const ref of [
      { payment_intent: null, charge: null },
      { payment_intent: 7, charge: [] },
    ])
      await receive(payment.refunded('1', at(1), 4_300, ref), payment.disputed('1', at(1), ref));
    for (const type of ['charge.disputed', 'review.reopened', 'radar.early_fraud_warning.updated', 'refunds.created'])
      await receive(payment.event(type, at(1), payment.refund('1', at(1), 4_300)));
    expect(await timeline()).toHaveLength(1);
    expect(await states()).toEqual([...Array<string>(8).fill('ignored'), 'processed']);
  });

  it.each([
    ['jpy', 'JP¥1,500', 'JP¥4,300'],
    ['kwd', 'KWD 1.500', 'KWD 4.300'],
  ])('is shown in the decimals of its order’s currency where it names none: %s', async (currency, part, whole) => {
    const payment = aPayment({ total: 4_300, currency });
    await receive(
      payment.paid(at(0)),
      payment.refunded('1', at(1), 1_500, { currency: null }),
      payment.fraudWarning(at(2)),
      payment.disputed('1', at(3), { currency: undefined, ...bare }),
    );
    expect((await timeline())?.slice(1)).toEqual([
      `01 Refunded ${part}`,
      `02 The card’s bank warns of fraud — ${whole}`,
      `03 Payment disputed — ${whole}`,
    ]);
    expect((await order())?.refundable).toEqual({ amount: 2_800, currency: currency.toUpperCase() });
  });
});
