import { beforeEach, describe, expect, it } from '@jest/globals';
import { aPayment } from '../../../test/support/a-payment.js';
import { useParts } from '../../../test/support/parts.js';
import { at, useStripeInbox } from '../../../test/support/stripe-inbox.js';

const parts = useParts({ SHOP_TIMEZONE: 'Asia/Tokyo' });
const { receive, timeline } = useStripeInbox(parts);
beforeEach(() => parts.clear());

const placed = '00 Order placed — £43.00 via Stripe';
const because = '£43.00: product not received, respond by 12 Dec';

describe('a dispute', () => {
  it('is a problem until it is closed, whichever of its webhooks comes first', async () => {
    const payment = aPayment();
    const bodies = [
      payment.disputed('1', at(1)),
      payment.disputeEvent('funds_withdrawn', '1', at(1), at(2), 'needs_response'),
      payment.disputeEvent('updated', '1', at(1), at(3), 'under_review', { status: 'needs_response' }),
      payment.disputeEvent('funds_reinstated', '1', at(1), at(4), 'won'),
      payment.disputeEvent('closed', '1', at(1), at(4), 'won'),
    ];
    for (const received of [bodies, bodies.toReversed()]) {
      await parts.clear();
      await receive(payment.paid(at(0)), ...received);
      expect(await timeline()).toEqual([
        placed,
        `01 Payment disputed — ${because} [order.dispute_closed]`,
        '04 Dispute won — £43.00 stays',
      ]);
    }
  });

  it('may begin as an inquiry, which it settles', async () => {
    const payment = aPayment();
    const inquiry = { status: 'warning_needs_response' };
    const first = payment.disputed('1', at(1), inquiry);
    const second = payment.disputeEvent('updated', '1', at(1), at(3), 'needs_response', inquiry);
    const last = payment.disputeEvent('closed', '1', at(1), at(4), 'lost');
    for (const received of [
      [first, second, last],
      [first, last, second],
      [second, first, last],
      [second, last, first],
      [last, first, second],
      [last, second, first],
    ]) {
      await parts.clear();
      await receive(payment.paid(at(0)), ...received);
      expect(await timeline()).toEqual([
        placed,
        `01 Bank inquiry — ${because} [order.disputed]`,
        `03 Payment disputed — ${because} [order.dispute_closed]`,
        '04 Dispute lost — £43.00',
      ]);
    }
  });

  it('names its last day in the shop’s time zone and its own currency', async () => {
    const payment = aPayment();
    const evidence_details = { due_by: Date.parse('2026-12-12T23:59:59Z') / 1_000 };
    await receive(
      payment.paid(at(0)),
      payment.disputed('1', at(1), { currency: 'jpy', amount: 1_634, evidence_details }),
    );
    expect(await timeline()).toEqual([
      placed,
      '01 Payment disputed — JP¥1,634: product not received, respond by 13 Dec',
    ]);
  });

  it('closes without settling another one of the same payment', async () => {
    const payment = aPayment();
    await receive(payment.paid(at(0)), payment.disputed('1', at(1)), payment.disputed('2', at(2)));
    await receive(payment.disputeEvent('closed', '1', at(1), at(4), 'won'));
    expect((await timeline())?.slice(1, 3)).toEqual([
      `01 Payment disputed — ${because} [order.dispute_closed]`,
      `02 Payment disputed — ${because}`,
    ]);
  });
});

describe('a fraud warning', () => {
  it('is settled by a refund', async () => {
    const payment = aPayment();
    await receive(payment.paid(at(0)), payment.refunded('1', at(2)), payment.fraudWarning(at(1)));
    expect(await timeline()).toEqual([
      placed,
      '01 The card’s bank warns of fraud — £43.00 [order.refunded]',
      '02 Refunded £43.00',
    ]);
  });

  it('needs nobody when the payment was refunded or disputed before', async () => {
    const payment = aPayment();
    await receive(payment.paid(at(0)), payment.fraudWarning(at(1), { actionable: false }));
    expect(
      await parts.rows('select resolved_at is not null as settled from activity_log where level = $1', ['warning']),
    ).toEqual([{ settled: true }]);
  });
});

describe('what names only a charge', () => {
  it('belongs to the order whose payment was named together with it, before or after', async () => {
    const payment = aPayment();
    const alone = { payment_intent: null };
    await receive(payment.paid(at(0)), payment.disputed('1', at(3), alone));
    expect(await timeline()).toEqual([placed]);
    await receive(payment.refunded('1', at(1)), payment.fraudWarning(at(2), alone));
    expect(await timeline()).toEqual([
      placed,
      '01 Refunded £43.00',
      '02 The card’s bank warns of fraud — £43.00',
      `03 Payment disputed — ${because}`,
    ]);
  });
});
