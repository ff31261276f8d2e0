import { describe, expect, it } from '@jest/globals';
import type { OrderState, ProviderOrder } from '../../../../apps/sandbox/src/orders/provider-order.js';
import { withBody } from '../../../../test/support/recording-proxy.js';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { aSubmission, never } from '../../test/a-submission.js';
import { errorOf } from '../../test/error-of.js';
import { placeOrder } from '../../test/place-order.js';
import { printifyAt } from '../../test/printify-at.js';

const sandbox = useSandbox();
const server = sandbox.printify;
const orders = () => sandbox.services.providerOrders.newestFirst('printify');
const place = (state: OrderState, more?: Partial<ProviderOrder>) =>
  placeOrder(sandbox.services, 'printify', state, more);
const resubmit = () => {
  const firstAttemptedAt = new Date(Date.now() - 3_600_000);
  return printifyAt(server).submit(aSubmission({ firstAttemptedAt }), never);
};

describe('searching Printify for an order of an earlier attempt', () => {
  const ordersAgo = (count: number, hours: number) => {
    for (let n = 0; n < count; n++) {
      place('in_production', { createdAt: new Date(Date.now() - hours * 3_600_000).toISOString() });
    }
  };
  const withOwnField = withBody((list: { data: { metadata: { shop_order_id: string } }[] }) => ({
    ...list,
    data: list.data.map(({ metadata, ...one }) => ({ ...one, external_id: metadata.shop_order_id })),
  }));
  const pages = () => server.requestLines.filter((line) => line.startsWith('GET')).length;

  it('pages past newer orders', async () => {
    place('in_production', { externalId: 'SS-260223-0042' });
    ordersAgo(25, 0);

    expect(await resubmit()).toMatchObject({ alreadyExisted: true });
    expect(pages()).toBe(3);
  });

  it('finds its external id in a field of its own too', async () => {
    place('in_production', { externalId: 'SS-260223-0042' });
    server.once(/^GET/, withOwnField);

    expect(await resubmit()).toMatchObject({ alreadyExisted: true });
  });

  it('stops at orders that are older than its first attempt by more than clocks may differ', async () => {
    ordersAgo(50, 48);
    ordersAgo(12, 20);

    expect(await resubmit()).toMatchObject({ alreadyExisted: false });
    expect(pages()).toBe(2);
  });

  it('does not stop at old orders when the newest do not come first', async () => {
    place('in_production', { externalId: 'SS-260223-0042' });
    for (let n = 1; n <= 20; n++) ordersAgo(1, n * 48);

    expect(await resubmit()).toMatchObject({ alreadyExisted: true });
    expect(pages()).toBe(3);
  });

  it('gives up after a thousand orders rather than create the order twice', async () => {
    ordersAgo(1_001, 0);

    expect(await errorOf(resubmit())).toMatchObject({
      message: 'too many newer orders to tell whether it is there already',
    });
    expect(orders()).toHaveLength(1_001);
    expect(pages()).toBe(100);
  });

  it('does not create an order while the search fails', async () => {
    server.once(/^GET/, { body: '<html>' });

    expect(await errorOf(resubmit())).toMatchObject({ message: 'the answer is a web page (200)' });
    server.once(/^GET/, { body: { data: [{ status: 'pending' }] } });
    expect(await errorOf(resubmit())).toMatchObject({
      message: 'the answer cannot be understood (data.0.id)',
    });
    expect(orders()).toEqual([]);
  });
});
