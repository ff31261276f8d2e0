import { ProblemRetries, Resolutions } from '@daybook/activity-log';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OverdueOrders, ResubmitOrder } from '@daybook/fulfilment';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aPayment } from '../support/a-payment.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { useSandbox } from '../support/sandbox.js';
import { at, useStripeInbox } from '../support/stripe-inbox.js';

const tee: NewOrderLine = {
  ...{ title: 'Tee', variant: 'M / Black', sku: null, provider: 'printify', productId: '5d39b159e7c48c000728c89f' },
  ...{ variantId: '12100', quantity: 1, unitPrice: 3_900 },
};
const sandbox = useSandbox();

function useShop(setting: 'on' | 'off') {
  const parts = useParts(() => ({ ...sandbox.settings, HOLD_FOR_REVIEW: setting }));
  const jobs = useJobs(parts);
  const stripe = useStripeInbox(parts);
  beforeEach(async () => {
    await parts.clear();
    await parts.rows('delete from pgboss.job');
  });
  const address = { line1: '12 Mill Lane', city: 'Totnes', postal_code: 'TQ9 5AB', country: 'GB' };
  const shipped = { collected_information: { shipping_details: { name: 'Ada Green', address } } };
  return {
    ...stripe,
    parts,
    jobs,
    /** Places the order of a tee. */
    place: async (payment: ReturnType<typeof aPayment>): Promise<string> => {
      await stripe.receive(payment.paid(at(0), shipped));
      const id = (await stripe.order())?.id ?? '';
      await parts.get(Database).transaction((tx) => parts.get(OrdersService).storeLines(tx, id, [tee]));
      return id;
    },
    submit: () => jobs.runWaiting('submit-fulfilment'),
    status: async () => (await stripe.order())?.status,
  };
}

describe('an order whose payment Stripe holds for review', () => {
  const { receive, place, submit, status, timeline, parts, jobs, order } = useShop('on');

  it('is submitted once the review has approved it, and is not overdue while it is open', async () => {
    const payment = aPayment();
    await place(payment);
    await receive(payment.reviewOpened(at(1)));
    expect(await submit()).toEqual([{ outcome: 'done' }]);
    expect(await parts.get(OverdueOrders).detect(new AbortController().signal)).toBe(0);
    expect(await status()).toBe('paid');

    await receive(payment.reviewClosed(at(5)));
    expect(await submit()).toEqual([{ outcome: 'done' }]);
    expect(await status()).toBe('submitted');
    expect((await timeline())?.slice(1, 3)).toEqual([
      '01 Held for review by Stripe: a Radar rule [order.review_closed]',
      '05 Review closed: approved',
    ]);
  });

  it('is overdue once a person has resolved that it is held', async () => {
    const payment = aPayment();
    const id = await place(payment);
    await receive(payment.reviewOpened(at(1)));
    await parts.get(Resolutions).resolveAllForOrder(id, 'Ada');
    expect(await parts.get(OverdueOrders).detect(new AbortController().signal)).toBe(1);
  });

  it.each(['open', 'refused'])('is not approved by a retry of what failed before the review was %s', async (review) => {
    const payment = aPayment();
    const orderId = await place(payment);
    await parts.rows(`delete from pgboss.job where name = 'submit-fulfilment'`);
    const failed = { provider: 'printify', reason: 'variant out of stock' } as const;
    const problem = await parts
      .get(Database)
      .transaction((tx) => parts.get(DomainEvents).publish(tx, 'order.submission_failed', failed, { orderId }));
    await receive(payment.reviewOpened(at(1)));
    if (review === 'refused') await receive(payment.reviewClosed(at(2), 'refunded_as_fraud'));
    const ids = problem.outcome === 'written' ? [problem.entryId] : [];
    expect((await parts.get(ProblemRetries).request({ ids }, 'Ada')).ids).toEqual(ids);
    await jobs.runWaiting('retry-problem');

    expect(await jobs.waiting('submit-fulfilment')).toEqual([]);
    expect((await order())?.actions).toContain('retry');
    await submit();
    expect(await status()).toBe('paid');
  });

  it('leaves no job of a former round that could be run again, in vain', async () => {
    const payment = aPayment();
    await place(payment);
    await parts.rows(
      `update pgboss.job set state = 'failed', started_on = now(), completed_on = now() where name = 'submit-fulfilment'`,
    );
    await receive(payment.reviewOpened(at(1)), payment.reviewClosed(at(2)));
    expect(await parts.rows(`select state from pgboss.job where name = 'submit-fulfilment'`)).toEqual([
      { state: 'created' },
    ]);
  });

  it('waits although the review was heard before the order', async () => {
    const payment = aPayment();
    await receive(payment.reviewOpened(at(1)));
    await place(payment);
    await submit();
    expect(await status()).toBe('paid');
  });

  it('is submitted once when the review was opened and closed before its job ran, in either order', async () => {
    const payment = aPayment();
    for (const bodies of [
      [payment.reviewOpened(at(1)), payment.reviewClosed(at(2))],
      [payment.reviewClosed(at(2)), payment.reviewOpened(at(1))],
    ]) {
      await parts.clear();
      const before = sandbox.services.faults.callCounts('printify')['submit'] ?? 0;
      await place(payment);
      await receive(...bodies);
      await submit();
      expect([await status(), sandbox.services.faults.callCounts('printify')['submit']]).toEqual([
        'submitted',
        before + 1,
      ]);
    }
  });

  it.each(['refunded', 'refunded_as_fraud', 'disputed', 'a reason of the future', null])(
    'is not submitted when the review is closed as %s, unless a person retries',
    async (reason) => {
      const payment = aPayment();
      const id = await place(payment);
      await receive(payment.reviewOpened(at(1)), payment.reviewClosed(at(2), reason));
      await submit();
      expect(await status()).toBe('paid');
      expect((await order())?.actions).toContain('retry');
      expect(await parts.get(OverdueOrders).detect(new AbortController().signal)).toBe(1);

      await parts.get(Database).transaction((tx) => parts.get(ResubmitOrder).resubmit(tx, id, 'Ada'));
      await submit();
      expect(await status()).toBe('submitted');
    },
  );
});

describe('with HOLD_FOR_REVIEW=off', () => {
  const { receive, place, submit, status, timeline, parts } = useShop('off');

  it('an order that is not submitted is overdue although its payment is held', async () => {
    const payment = aPayment();
    await place(payment);
    await receive(payment.reviewOpened(at(1)));
    expect(await parts.get(OverdueOrders).detect(new AbortController().signal)).toBe(1);
  });

  it('an order is submitted although its payment is held, and its timeline tells the review', async () => {
    const payment = aPayment();
    await receive(payment.reviewOpened(at(1)));
    await place(payment);
    await submit();
    expect(await status()).toBe('submitted');
    expect((await timeline())?.[1]).toBe('01 Held for review by Stripe: a Radar rule');
  });
});
