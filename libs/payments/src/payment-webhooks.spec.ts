import { beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aPayment } from '../../../test/support/a-payment.js';
import { useParts } from '../../../test/support/parts.js';
import { at, useStripeInbox } from '../../../test/support/stripe-inbox.js';
import { waitFor } from '../../../test/support/wait-for.js';

const parts = useParts();
const { store, process, receive, states, timeline } = useStripeInbox(parts);
beforeEach(() => parts.clear());

const waits = `select 1 from pg_locks join pg_database on pg_database.oid = database
  where datname = current_database() and not granted`;
const placed = '00 Order placed — £43.00 via Stripe';

describe('news about a payment whose order is not known yet', () => {
  const payment = () => {
    const it = aPayment();
    return {
      paid: it.paid(at(0)),
      news: [
        ['a refund', it.refunded('1', at(1)), '01 Refunded £43.00'],
        ['refunds of a charge', it.chargeRefunded(at(1), [it.refund('1', at(1), 4_300)]), '01 Refunded £43.00'],
        ['a dispute', it.disputed('1', at(1)), '01 Payment disputed — £43.00: product not received, respond by 12 Dec'],
        ['a review', it.reviewOpened(at(1)), '01 Held for review by Stripe: a Radar rule'],
        ['a fraud warning', it.fraudWarning(at(1)), '01 The card’s bank warns of fraud — £43.00'],
      ] as const,
    };
  };

  it.each(payment().news.map(([name], index) => [name, index] as const))('is kept for it: %s', async (_, index) => {
    const { paid, news } = payment();
    const [, body = '', sentence] = news[index] ?? [];
    await receive(body);
    expect(await states()).toEqual(['ignored']);
    await receive(paid);

    expect(await timeline()).toEqual([placed, sentence]);
    expect(await states()).toEqual(['processed', 'processed']);
  });

  it('is no problem when its payment is another site’s', async () => {
    await receive(aPayment().refunded('1', at(1)), aPayment().disputed('1', at(1)), aPayment().paid(at(0)));
    expect(await timeline()).toEqual([placed]);
    expect(await states()).toEqual(['ignored', 'ignored', 'processed']);
    expect(await parts.rows(`select 1 from activity_log where level <> 'info'`)).toEqual([]);
  });

  it('is kept for 30 days', async () => {
    const it = aPayment();
    await receive(it.refunded('1', at(1), 100), it.refunded('2', at(2), 200));
    const age = (days: number, amount: number) =>
      parts.rows(
        `update webhook_event set received_at = now() - interval '${days} days'
         where convert_from(body, 'utf8')::jsonb #>> '{data,object,amount}' = '${amount}'`,
      );
    await age(29, 100);
    await age(31, 200);
    await receive(it.paid(at(0)));
    expect(await timeline()).toEqual([placed, '01 Refunded £1.00']);
  });

  it('that cannot be read harms neither its order nor its neighbours, and is reported', async () => {
    const it = aPayment();
    await receive(
      it.refunded('1', at(1), 4_300, { amount: 'all of it' }),
      it.refunded('2', at(2), 100),
      it.paid(at(0)),
    );
    expect(await timeline()).toEqual([placed, '02 Refunded £1.00']);
    expect(await states()).toEqual(['failed', 'processed', 'processed']);
  });

  it('that cannot be read, and waited for the charge, leaves the review that names it in force', async () => {
    const it = aPayment();
    await receive(it.paid(at(0)), it.disputed('1', at(1), { payment_intent: null, amount: 'x' }));
    await receive(it.reviewOpened(at(2)));
    expect(await states()).toEqual(['failed', 'processed', 'processed']);
    expect(await parts.rows('select payment_review, charge_id from customer_order')).toEqual([
      { payment_review: 'open', charge_id: it.charge },
    ]);
  });

  it('is not missed when both arrive at the same moment', async () => {
    const it = aPayment();
    // where the refund, which has found no order, ends
    const blocker = new pg.Client(parts.databaseUrl);
    await blocker.connect();
    await blocker.query('begin; lock table activity_log in share mode');
    const isWaitingFor = (type: string) => async () =>
      (await blocker.query(`${waits} and locktype = '${type}'`)).rowCount === 1;
    await store(it.refunded('1', at(1)));
    const both = [process()];
    try {
      await waitFor(isWaitingFor('relation'));
      await store(it.paid(at(0)));
      both.push(process());
      await waitFor(isWaitingFor('advisory'));
    } finally {
      // or they would wait for as long as the test's database is there
      await blocker.end();
      await Promise.all(both);
    }

    expect(await timeline()).toEqual([placed, '01 Refunded £43.00']);
  });
});
