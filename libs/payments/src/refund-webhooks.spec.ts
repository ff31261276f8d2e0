import { beforeEach, describe, expect, it } from '@jest/globals';
import { aPayment } from '../../../test/support/a-payment.js';
import { useJobs } from '../../../test/support/jobs.js';
import { useParts } from '../../../test/support/parts.js';
import { at, useStripeInbox } from '../../../test/support/stripe-inbox.js';

const parts = useParts();
const jobs = useJobs(parts);
const { receive, order, timeline } = useStripeInbox(parts);
beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
});

const placed = '00 Order placed — £43.00 via Stripe';
const listings = () => jobs.waiting('list-refunds');

describe('a charge that was refunded', () => {
  it('reports each of its refunds once, whichever webhook comes first and how often', async () => {
    const payment = aPayment();
    const first = payment.refund('1', at(1), 1_000);
    const second = payment.refund('2', at(2), 500);
    const webhooks = [
      payment.chargeRefunded(at(1), [first], 1_000),
      payment.chargeRefunded(at(2), [second, first], 1_500),
      payment.refunded('1', at(1), 1_000),
      payment.refunded('2', at(2), 500),
    ];
    for (const bodies of [webhooks, webhooks.toReversed()]) {
      await parts.clear();
      await receive(payment.paid(at(0)), ...bodies, ...bodies);
      expect(await timeline()).toEqual([placed, '01 Refunded £10.00', '02 Refunded £5.00']);
      expect((await order())?.refundable).toEqual({ amount: 2_800, currency: 'GBP' });
    }
    expect(await listings()).toEqual([]);
  });

  it.each([
    ['leaves its refunds out, as since API version 2022-11-15', null, {}],
    ['has more refunds than it carries', [{ amount: 100 }], { has_more: true }],
    ['carries an empty list', [], {}],
  ])('has them listed by a job when it %s', async (_, amounts, list) => {
    const payment = aPayment();
    const data = amounts?.map(({ amount }, index) => payment.refund(String(index), at(1), amount));
    await receive(
      payment.paid(at(0)),
      payment.chargeRefunded(at(1), null, 4_300, data && { refunds: { data, ...list } }),
    );
    expect(await listings()).toMatchObject([{ orderId: (await order())?.id }]);
  });

  it('has nothing listed when all of its refunds are known, or it is another site’s', async () => {
    const payment = aPayment();
    await receive(payment.paid(at(0)), payment.refunded('1', at(1)), payment.chargeRefunded(at(1), null));
    await receive(aPayment().chargeRefunded(at(1), null));
    expect(await listings()).toEqual([]);
  });
});

describe('a refund in another currency than its order', () => {
  const yen = { currency: 'jpy' };
  const presentment_details = (presentment_amount: number, presentment_currency: string) => ({
    presentment_details: { presentment_amount, presentment_currency },
  });
  const currency_conversion = { amount_total: 8_170, amount_subtotal: 8_170, fx_rate: '190', source_currency: 'jpy' };

  it.each([
    ['at the rate of the session', presentment_details(8_170, 'jpy'), yen, 3_440],
    ['at the rate of a session of an older API version', { currency_conversion }, yen, 3_440],
    ['as the refund itself says', {}, { ...yen, ...presentment_details(860, 'gbp') }, 3_440],
    ['and nothing while nobody knows what it is worth', {}, yen, 0],
    ['and all of it once it has failed', {}, { ...yen, status: 'failed' }, 4_300],
  ])('keeps its own, and what is left is in the order’s: %s', async (_, session, more, left) => {
    const payment = aPayment();
    await receive(payment.paid(at(0), session), payment.refunded('1', at(1), 1_634, more));
    expect((await timeline())?.at(-1)).toMatch(/^01 (Refunded|Refund of) JP¥1,634/);
    expect(await order()).toMatchObject({
      refunds: [{ amount: { amount: 1_634, currency: 'JPY' } }],
      refundable: { amount: left, currency: 'GBP' },
    });
  });

  it('is shown in the currency that Stripe refunds, however the shopper’s bank shows it', async () => {
    const payment = aPayment();
    await receive(payment.paid(at(0), presentment_details(8_170, 'jpy')));
    await receive(payment.refunded('1', at(1), 860, presentment_details(1_634, 'jpy')));
    expect(await timeline()).toEqual([placed, '01 Refunded £8.60']);
    expect((await order())?.refundable.amount).toBe(3_440);
  });
});

describe('a refund that fails', () => {
  it('tells the same story in any order: it was made, and the bank returned it later', async () => {
    const payment = aPayment();
    const failed = { ...payment.refund('1', at(1), 4_300), status: 'failed', failure_reason: 'lost_or_stolen_card' };
    const bodies = [payment.refunded('1', at(1)), payment.event('refund.failed', at(3), failed)];
    for (const received of [bodies, bodies.toReversed()]) {
      await parts.clear();
      await receive(payment.paid(at(0)), ...received);
      expect(await timeline()).toEqual([
        placed,
        '01 Refunded £43.00',
        '03 Refund of £43.00 failed: lost or stolen card',
      ]);
      expect(await order()).toMatchObject({ refunds: [{ state: 'failed' }], refundable: { amount: 4_300 } });
    }
  });

  it('is not resolved by its own success in the same second', async () => {
    const payment = aPayment();
    const failed = { ...payment.refund('1', at(1), 4_300), status: 'failed' };
    const bodies = [payment.refunded('1', at(1)), payment.event('refund.failed', at(1), failed)];
    for (const received of [bodies, bodies.toReversed()]) {
      await parts.clear();
      await receive(payment.paid(at(0)), ...received);
      expect((await timeline())?.slice(1)).toEqual([
        '01 Refunded £43.00',
        '01 Refund of £43.00 failed: Stripe could not carry it out',
      ]);
    }
  });

  it('is resolved by a later refund', async () => {
    const payment = aPayment();
    await receive(payment.paid(at(0)), payment.refunded('1', at(1), 4_300, { status: 'failed' }));
    await receive(payment.refunded('2', at(2)));
    expect(await timeline()).toEqual([
      placed,
      '01 Refund of £43.00 failed: Stripe could not carry it out [order.refunded]',
      '02 Refunded £43.00',
    ]);
  });

  it('after days was made when the bank made it, unless only its reference came', async () => {
    const payment = aPayment();
    const update = (id: string, previous: object) =>
      payment.event('refund.updated', at(9), payment.refund(id, at(1), 100), { ...previous });
    const pending = { status: 'pending' };
    await receive(payment.paid(at(0)), payment.refunded('1', at(1), 100, pending), update('1', pending));
    await receive(update('2', { destination_details: null }));
    expect(await timeline()).toEqual([placed, '01 Refunded £1.00', '09 Refunded £1.00']);
  });
});
