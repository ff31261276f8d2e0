import { CancelOrder } from '@daybook/fulfilment';
import { Database } from '@daybook/database';
import { MailQueue } from '@daybook/mail';
import { OrdersService } from '@daybook/orders';
import { RefundsService } from '@daybook/payments';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useMailServer } from '../support/mail-server.js';
import { useParts } from '../support/parts.js';
import { useSandbox } from '../support/sandbox.js';

const sandbox = useSandbox();
const mailServer = useMailServer();
const parts = useParts(() => ({ ...sandbox.settings, SMTP_URL: mailServer().url, MAIL_FROM: 'shop@example.com' }));
const jobs = useJobs(parts);
const transaction: Database['transaction'] = (work) => parts.get(Database).transaction(work);

const tee = {
  ...{ title: 'Tee', variant: 'M / Black', sku: null, provider: 'printify' as const, quantity: 1, unitPrice: 3_900 },
  ...{ productId: '5d39b159e7c48c000728c89f', variantId: '12100' },
};
const shippingAddress = {
  ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes' },
  ...{ region: null, postalCode: 'TQ9 5AB', country: 'GB', phone: null },
};

/** An order that was submitted while the sandbox stood in for every service, which are real now. */
async function aDemoOrder(): Promise<string> {
  const id = await transaction(async (tx) => {
    const orders = parts.get(OrdersService);
    const order = await orders.place(tx, aCheckout({ shippingAddress }), new Date());
    await orders.storeLines(tx, order.id, [tee]);
    return order.id;
  });
  await jobs.runWaiting('submit-fulfilment');
  await jobs.runWaiting('send-mail');
  return id;
}

let orderId: string;
const requests = () => [...sandbox.printify.requests, ...sandbox.stripe.requests].map(({ path }) => path);
beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
  orderId = await aDemoOrder();
  expect(requests()).not.toEqual([]);
  sandbox.printify.requests = [];
  mailServer().received.length = 0;
});

describe('once the services are real, for an order of the demo', () => {
  it.each([
    ['cancel-fulfilment', () => transaction((tx) => parts.get(CancelOrder).request(tx, orderId, 'Ada'))],
    [
      'create-refund',
      () => transaction((tx) => parts.get(RefundsService).request(tx, orderId, { amount: 100 }, 'Ada')),
    ],
    ['send-mail', () => transaction((tx) => parts.get(MailQueue).resend(tx, orderId, 'confirmation', 'Ada'))],
  ])('a waiting %s reaches none', async (job, request) => {
    await request();
    expect(await jobs.waiting(job)).toHaveLength(1);
    await parts.rows('update customer_order set is_demo = true');

    expect(await jobs.runWaiting(job)).toEqual([{ outcome: 'done' }]);
    expect([requests(), mailServer().received]).toEqual([[], []]);
  });

  it.each([
    ['refresh-fulfilment', { provider: 'printify', trigger: 'poll' }],
    ['list-refunds', { webhookId: crypto.randomUUID() }],
  ])('a waiting %s reads nothing', async (job, rest) => {
    const [fulfilment] = await parts.rows<{ id: string }>('select id from fulfilment');
    await parts.rows('update customer_order set is_demo = true');

    expect(await jobs.run(job, { orderId, fulfilmentId: fulfilment?.id, ...rest })).toEqual({ outcome: 'done' });
    expect(requests()).toEqual([]);
  });
});
