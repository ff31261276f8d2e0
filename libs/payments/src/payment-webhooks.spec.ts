import { OrdersReadModel } from '@daybook/screens';
import { InboxWorker, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aPayment } from '../../../test/support/a-payment.js';
import { useParts } from '../../../test/support/parts.js';
import { stripeSignature } from '../../../test/support/stripe.js';

const parts = useParts();
beforeEach(() => parts.clear());

async function receive(...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    const source = parts.get(WebhookSources).get('stripe');
    await parts.get(WebhookIntake).receive(source, Buffer.from(body), { 'stripe-signature': stripeSignature(body) });
    await parts.get(InboxWorker).sweep();
  }
}

/** Minutes after nine. */
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 9, minutes));
const order = async () => {
  const [row] = await parts.rows<{ id: string }>('select id from customer_order');
  return row ? parts.get(OrdersReadModel).findDetail(row.id) : null;
};
const timeline = async () => {
  const entries = await parts.get(OrdersReadModel).timeline((await order())?.id ?? '');
  return entries?.map(({ message, occurredAt, resolvedBy }) => {
    const settled = resolvedBy?.by === 'event' ? ` [${resolvedBy.eventType}]` : '';
    return `${occurredAt.slice(14, 16)} ${message.replaceAll('\u00a0', ' ')}${settled}`;
  });
};
const states = async () =>
  (await parts.rows<{ state: string }>('select state from webhook_event')).map((row) => row.state);
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
    expect((await states()).toSorted()).toEqual(['ignored', 'ignored', 'processed']);
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
    expect((await states()).toSorted()).toEqual(['failed', 'processed', 'processed']);
  });

  it('is not missed when both arrive at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      await parts.clear();
      const it = aPayment();
      const source = parts.get(WebhookSources).get('stripe');
      for (const body of [it.refunded('1', at(1)), it.paid(at(0))])
        await parts
          .get(WebhookIntake)
          .receive(source, Buffer.from(body), { 'stripe-signature': stripeSignature(body) });
      await parts.get(InboxWorker).sweep();
      expect(await timeline()).toEqual([placed, '01 Refunded £43.00']);
    }
  });
});
