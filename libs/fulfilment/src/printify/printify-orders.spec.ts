import { beforeEach, describe, expect, it } from '@jest/globals';
import { aSubmission, never } from '../../test/a-submission.js';
import { PrintifyStub, printifyTime } from '../../test/printify-stub.js';
import { doesItButCutsTheAnswer, useStub } from '../../test/stub-server.js';
import type { Submission } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { createPrintify } from './printify.js';

const there = new PrintifyStub();
const stub = useStub(there.answer);
const account = () => ({ token: 'pfy-token', shopId: '815256', webhookSecrets: [], currency: 'GBP', apiUrl: stub.url });
const printify = () => createPrintify(account());
const submit = (more: Partial<Submission> = {}) => printify().submit(aSubmission(more), never);
const anHourAgo = () => new Date(Date.now() - 3_600_000);
const again = () => ({ firstAttemptedAt: anHourAgo() });

async function failureOf(answer: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await answer.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
}

beforeEach(() => there.clear());

describe('an order for Printify', () => {
  it('is made and sent to production, and is not looked for while it cannot be there', async () => {
    const { providerOrderId, alreadyExisted } = await submit();

    expect(alreadyExisted).toBe(false);
    expect(there.orders).toMatchObject([{ id: providerOrderId, status: 'sending-to-production' }]);
    expect(stub.asked).toEqual([
      'POST /v1/shops/815256/orders.json',
      `POST /v1/shops/815256/orders/${providerOrderId}/send_to_production.json`,
    ]);
    expect(stub.heard[0]?.headers['user-agent']).toBe('Daybook');
    expect(stub.heard[0]?.body).toEqual({
      external_id: 'SS-260223-0042',
      label: 'SS-260223-0042',
      line_items: [
        { product_id: '5bfd0b66a342bcc9b5563216', variant_id: 17887, quantity: 1 },
        { product_id: '5d39b159e7c48c000728c89f', variant_id: 33719, quantity: 2 },
      ],
      shipping_method: 1,
      send_shipping_notification: false,
      address_to: {
        first_name: 'Emma Charlotte',
        last_name: 'Clarke',
        email: 'emma@example.com',
        phone: '+44 20 7946 0000',
        country: 'GB',
        region: '',
        address1: '12 Harbour Street',
        address2: 'Flat 3',
        city: 'London',
        zip: 'E1 6AN',
      },
    });
  });

  it('goes to a person of one name, without a region, phone or e-mail address', async () => {
    const { recipient } = aSubmission();
    await submit({ recipient: { ...recipient, name: ' Cher\u0000 ', line2: null, phone: null, email: '' } });

    expect(there.orders[0]?.['address_to']).toEqual({
      first_name: 'Cher',
      last_name: '-',
      country: 'GB',
      region: '',
      address1: '12 Harbour Street',
      city: 'London',
      zip: 'E1 6AN',
    });
  });

  it('is refused in the words a person needs', async () => {
    const { recipient } = aSubmission();

    expect(await failureOf(submit({ recipient: { ...recipient, postalCode: null, city: '' } }))).toMatchObject({
      message: 'the city field is required; the zip field is required',
      externalIdUsedUp: false,
      providerOrderId: null,
    });
  });

  it('without a number for its variant is not even sent', async () => {
    const [line, ...others] = aSubmission().lines;

    expect(await failureOf(submit({ lines: [{ ...line, variantId: 'black-m' } as never, ...others] }))).toMatchObject({
      message: "M Black has no variant of Printify's (black-m)",
    });
    expect(stub.heard).toEqual([]);
  });

  it('is found when the answer to making it was lost, and sent to production then', async () => {
    stub.once(/^POST .*orders\.json$/, doesItButCutsTheAnswer);
    expect(await failureOf(submit())).toMatchObject({ message: 'the connection was cut' });

    const { providerOrderId, alreadyExisted } = await submit(again());

    expect(alreadyExisted).toBe(true);
    expect(there.orders).toMatchObject([{ id: providerOrderId, status: 'sending-to-production' }]);
  });

  it('is found when the answer to sending it to production was lost, and not sent again', async () => {
    stub.once(/send_to_production/, doesItButCutsTheAnswer);
    const { message, providerOrderId } = await failureOf(submit());
    expect(message).toBe('the connection was cut');
    expect(providerOrderId).toBe(there.orders[0]?.id);

    expect(await submit(again())).toEqual({ providerOrderId, alreadyExisted: true });
    expect(there.orders).toHaveLength(1);
    expect(stub.asked.filter((asked) => asked.includes('send_to_production'))).toHaveLength(1);
  });

  it('that Printify will not make says why, and which order it is', async () => {
    stub.once(/send_to_production/, {
      status: 400,
      body: { status: 'error', message: 'Operation failed.', errors: { reason: 'Variant 17887 is out of stock.' } },
    });

    const error = await failureOf(submit());
    expect(error.message).toBe('insufficient stock for M Black');
    expect(error.providerOrderId).toBe(there.orders[0]?.id);
  });

  it('that asks for patience at the second step is found again later', async () => {
    stub.once(/send_to_production/, { status: 429, headers: { 'retry-after': '30' } });
    const { retryAfterSeconds, providerOrderId } = await failureOf(submit());
    expect(retryAfterSeconds).toBe(30);

    expect(await submit(again())).toEqual({ providerOrderId, alreadyExisted: true });
  });

  it('that was cancelled there has to be submitted under another external id', async () => {
    const { providerOrderId } = await submit();
    Object.assign(there.orders[0] ?? {}, { status: 'canceled' });

    expect(await failureOf(submit(again()))).toMatchObject({
      message: 'it was cancelled there',
      externalIdUsedUp: true,
      providerOrderId,
    });
    expect(await submit({ externalId: 'SS-260223-0042-2', ...again() })).toMatchObject({ alreadyExisted: false });
  });

  it('waiting there with an address that was corrected since is cancelled, so that it can be made anew', async () => {
    stub.once(/send_to_production/, { status: 500 });
    await failureOf(submit());
    const { recipient } = aSubmission();

    const error = await failureOf(submit({ recipient: { ...recipient, line1: '21 Harbour Street' }, ...again() }));
    expect(error).toMatchObject({
      externalIdUsedUp: true,
      message: 'it was there with another address, and is cancelled',
    });
    expect(there.orders).toMatchObject([{ status: 'canceled' }]);
  });

  it('is not taken for another one because Printify writes its address in other words', async () => {
    there.make({
      metadata: { shop_order_id: 'SS-260223-0042' },
      external_id: undefined as never,
      address_to: {
        first_name: 'EMMA',
        last_name: 'Charlotte Clarke',
        country: 'United Kingdom',
        region: 'London',
        address1: '12 Harbour street.',
        address2: 'Flat 3',
        city: 'LONDON',
        zip: 'E16AN',
      },
    });

    expect(await submit(again())).toMatchObject({ alreadyExisted: true });
    expect(there.orders).toMatchObject([{ status: 'sending-to-production' }]);
  });
});

describe('looking for an order among the others', () => {
  const ordersAgo = (count: number, hours: number) => {
    for (let n = 0; n < count; n++) {
      there.make({ created_at: printifyTime(new Date(Date.now() - hours * 3_600_000)), status: 'in-production' });
    }
  };
  const pages = () => stub.asked.filter((asked) => asked.startsWith('GET')).length;

  it('goes past newer ones, page by page', async () => {
    there.make({ external_id: 'SS-260223-0042', status: 'in-production' });
    ordersAgo(25, 0);

    expect(await submit(again())).toMatchObject({ alreadyExisted: true });
    expect(pages()).toBe(3);
  });

  it('stops where orders are older than its first try by more than clocks may differ', async () => {
    ordersAgo(50, 48);
    ordersAgo(12, 20);

    expect(await submit(again())).toMatchObject({ alreadyExisted: false });
    expect(pages()).toBe(2);
  });

  it('does not stop at old ones while the newest do not come first', async () => {
    for (let days = 20; days > 0; days--) ordersAgo(1, days * 48);
    there.make({ external_id: 'SS-260223-0042', status: 'in-production' });
    there.orders.reverse();

    expect(await submit(again())).toMatchObject({ alreadyExisted: true });
    expect(pages()).toBe(3);
  });

  it('gives up past a thousand orders rather than make the goods twice', async () => {
    ordersAgo(1_001, 0);

    expect(await failureOf(submit(again()))).toMatchObject({
      message: 'too many newer orders to tell whether it is there already',
    });
    expect(there.orders).toHaveLength(1_001);
    expect(pages()).toBe(100);
  });

  it('does not make an order while it cannot be asked', async () => {
    stub.once(/^GET/, { body: '<html>' });

    expect(await failureOf(submit(again()))).toMatchObject({ message: 'the answer is a web page (200)' });
    stub.once(/^GET/, { body: { data: [{ id: 5 }] } });
    expect(await failureOf(submit(again()))).toMatchObject({
      message: 'the answer cannot be understood (data.0.status)',
    });
    expect(there.orders).toEqual([]);
  });
});

describe('cancelling at Printify', () => {
  const cancel = (id: string) => printify().cancel(id, never);

  it('takes back what is on hold, and is as good the second time', async () => {
    const { id } = there.make();

    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
  });

  it.each([
    ['in-production', 'it is in production already'],
    ['fulfilled', 'it has been sent already'],
    ['pending', 'order can not be cancelled'],
  ])('is refused when %s: %s', async (status, reason) => {
    expect(await cancel(there.make({ status }).id)).toEqual({ outcome: 'refused', reason });
  });

  it('is refused for an order that is not there', async () => {
    expect(await cancel('5a96f649b2439217d070f507')).toEqual({ outcome: 'refused', reason: 'the order is not there' });
  });

  it('fails when Printify cannot be asked', async () => {
    stub.once(/cancel/, { status: 502 });

    expect(await failureOf(cancel(there.make().id))).toMatchObject({ message: 'the server failed (502)' });
  });
});

describe('Printify without an account', () => {
  it('is not configured, and says so', async () => {
    const without = createPrintify({ ...account(), shopId: undefined });

    expect(printify().isConfigured).toBe(true);
    expect(without.isConfigured).toBe(false);
    expect(await failureOf(without.submit(aSubmission(), never))).toMatchObject({
      message: 'PRINTIFY_TOKEN or PRINTIFY_SHOP_ID is not set',
    });
  });

  it('with a token that has run out says so', async () => {
    const old = createPrintify({ ...account(), token: 'of last year' });

    expect(await failureOf(old.getUpdates('5a96f649b2439217d070f507', never))).toMatchObject({
      message: 'the token is not accepted (401)',
    });
  });
});
