import { describe, expect, it } from '@jest/globals';
import { aSubmission, never } from '../../test/a-submission.js';
import { PrintfulDescription } from '../../test/printful-description.js';
import { doesItButCutsTheAnswer } from '../../test/stub-server.js';
import { usePrintful } from '../../test/use-printful.js';
import type { Submission } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { createPrintful } from './printful.js';

const { there, stub, account, printful } = usePrintful();
const again = { firstAttemptedAt: new Date() };
const order = (more: Partial<Submission> = {}) => {
  const { lines, ...rest } = aSubmission();
  return { ...rest, lines: lines.map((line, n) => ({ ...line, variantId: String(3_000_001 + n) })), ...more };
};
const submit = (more: Partial<Submission> = {}) => printful().submit(order(more), never);
const to = (more: Partial<Submission['recipient']>) => ({ recipient: { ...order().recipient, ...more } });

async function failureOf(answer: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await answer.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
}

describe('an order for Printful', () => {
  it('is made and confirmed in one step, and is not looked for while it cannot be there', async () => {
    expect(await submit()).toEqual({ providerOrderId: '4235', alreadyExisted: false });

    expect(stub.asked).toEqual(['POST /orders']);
    expect(stub.heard[0]?.query.get('confirm')).toBe('true');
    expect(stub.heard[0]?.body).toEqual({
      external_id: 'SS-260223-0042',
      shipping: 'STANDARD',
      recipient: {
        name: 'Emma Charlotte Clarke',
        address1: '12 Harbour Street',
        address2: 'Flat 3',
        city: 'London',
        country_code: 'GB',
        zip: 'E1 6AN',
        phone: '+44 20 7946 0000',
        email: 'emma@example.com',
      },
      items: [
        { sync_variant_id: 3_000_001, quantity: 1, retail_price: '24.50' },
        { sync_variant_id: 3_000_002, quantity: 2, retail_price: '7.25' },
      ],
      retail_costs: { currency: 'GBP', subtotal: '39.00' },
    });
    expect(there.orders).toMatchObject([{ status: 'pending' }]);
  });

  it.each([
    ['US', 'ca', { state_code: 'CA' }],
    ['US', 'California', { state_name: 'California' }],
    ['GB', 'Greater London', { state_name: 'Greater London' }],
    ['JP', '東京都', { state_name: '東京都' }],
    ['IT', 'RM', { state_code: 'RM' }],
    ['GB', ' ', {}],
    ['GB', null, {}],
  ])('goes to a region of %s as Printful wants it: %s', async (country, region, state) => {
    await submit(to({ country, region }));

    const { state_code, state_name } = there.orders[0]?.recipient ?? {};
    expect({ ...(state_code && { state_code }), ...(state_name && { state_name }) }).toEqual(state);
  });

  it.each([
    ['JPY', '2450', '3900'],
    ['KWD', '2.450', '3.900'],
  ])('has its prices as %s writes them', async (currency, price, subtotal) => {
    await submit({ currency });

    expect(stub.heard[0]?.body).toMatchObject({
      items: [{ retail_price: price }, {}],
      retail_costs: { currency, subtotal },
    });
  });

  it('is refused in the words a person needs', async () => {
    expect((await failureOf(submit(to({ postalCode: null })))).message).toBe('recipient: ZIP code is missing');
    stub.once(/orders/, {
      status: 400,
      body: {
        code: 400,
        result: '…',
        error: { reason: 'BadRequest', message: 'Item 0: This product is out of stock.' },
      },
    });
    expect((await failureOf(submit())).message).toBe('insufficient stock for M Black');
    stub.once(/orders/, { status: 400, body: { error: { message: 'Item 1: Print files are missing' } } });
    expect((await failureOf(submit())).message).toBe('print files are missing (Harbour mug)');
    stub.once(/orders/, { status: 422, body: { title: 'Unprocessable', details: 'No such method.' } });
    expect((await failureOf(submit())).message).toBe('no such method');
  });

  it('without a number for its variant is not even sent', async () => {
    const [line] = aSubmission().lines;
    const lines = line ? [{ ...line, variantId: '' }] : [];

    expect((await failureOf(submit({ lines }))).message).toBe("M Black has no variant of Printful's (none)");
    expect(stub.heard).toEqual([]);
  });

  it('is found when the answer to making it was lost', async () => {
    stub.once(/^POST/, doesItButCutsTheAnswer);
    expect((await failureOf(submit())).message).toBe('the connection was cut');

    expect(await submit(again)).toEqual({ providerOrderId: '4235', alreadyExisted: true });
    expect(there.orders).toHaveLength(1);
    expect(stub.asked).toEqual(['POST /orders', 'GET /orders/@SS-260223-0042']);
  });

  it('that is not there is made, when it was tried before', async () => {
    expect(await submit(again)).toMatchObject({ alreadyExisted: false });
  });

  it.each(['draft', 'failed'])('that is there as %s takes the corrected address and is confirmed', async (status) => {
    there.make({ external_id: 'SS-260223-0042', status });

    expect(await submit({ ...again, ...to({ line1: '21 Harbour Street' }) })).toMatchObject({ alreadyExisted: true });
    expect(there.orders).toMatchObject([{ status: 'pending', recipient: { address1: '21 Harbour Street' } }]);
  });

  it.each(['pending', 'inreview', 'inprocess', 'onhold', 'partial', 'fulfilled'])(
    'that is there as %s is left as it is',
    async (status) => {
      there.make({ external_id: 'SS-260223-0042', status });

      expect(await submit(again)).toMatchObject({ alreadyExisted: true });
      expect(stub.asked).toEqual(['GET /orders/@SS-260223-0042']);
    },
  );

  it('that waits there with an address that has been corrected since is cancelled, to be made anew', async () => {
    await submit();
    expect(await failureOf(submit({ ...again, ...to({ line1: '21 Harbour Street' }) }))).toMatchObject({
      message: 'it was there with another address, and is cancelled',
      externalIdUsedUp: true,
    });
    expect(there.orders).toMatchObject([{ status: 'canceled' }]);
    expect(await submit(again).catch((error: unknown) => error)).toMatchObject({ externalIdUsedUp: true });
  });

  it('that was cancelled there has to be submitted under another external id', async () => {
    const { id } = there.make({ external_id: 'SS-260223-0042', status: 'canceled' });

    expect(await failureOf(submit(again))).toMatchObject({
      message: 'it was cancelled there',
      externalIdUsedUp: true,
      providerOrderId: String(id),
    });
    expect(await submit({ ...again, externalId: 'SS-260223-0042-2' })).toMatchObject({ alreadyExisted: false });
  });

  it('that is kept but not accepted says so, and which order it is', async () => {
    there.confirmedAs = 'failed';
    expect(await failureOf(submit())).toMatchObject({
      message: 'it is there, but was not accepted (failed)',
      providerOrderId: '4235',
      externalIdUsedUp: false,
    });

    const items = [
      { sync_variant_id: 3_000_001, quantity: 1, out_of_stock: true },
      { sync_variant_id: 9, quantity: 1, name: 'Poster', discontinued: true },
    ];
    stub.once(/^PUT/, { body: { code: 200, result: { ...there.orders[0], items } } });
    expect((await failureOf(submit(again))).message).toBe('insufficient stock for M Black and Poster');
  });

  it('waits as long as Printful asks', async () => {
    stub.once(/orders/, { status: 429, headers: { 'retry-after': '42' }, body: { title: 'Too many' } });

    expect(await failureOf(submit())).toMatchObject({ message: 'API rate limit exceeded', retryAfterSeconds: 42 });
  });
});

describe('cancelling at Printful', () => {
  const cancel = (status: string) => printful().cancel(String(there.make({ status }).id), never);

  it.each(['draft', 'pending', 'failed', 'canceled'])('takes back what is %s', async (status) => {
    expect(await cancel(status)).toEqual({ outcome: 'cancelled' });
    expect(there.orders).toMatchObject([{ status: 'canceled' }]);
  });

  it.each([
    ['inprocess', 'it is in production already'],
    ['partial', 'a part of it has been sent already'],
    ['onhold', 'this order can not be cancelled any more'],
  ])('is refused when %s: %s', async (status, reason) => {
    expect(await cancel(status)).toEqual({ outcome: 'refused', reason });
  });

  it('is refused for an order that is not there, and fails when Printful cannot be asked', async () => {
    expect(await printful().cancel('1', never)).toEqual({ outcome: 'refused', reason: 'the order is not there' });
    stub.once(/DELETE/, { status: 500 });
    expect((await failureOf(cancel('pending'))).message).toBe('the server failed (500)');
  });
});

describe('Printful without an account', () => {
  it('is not configured, and says so; a store is only needed for the token of an account', async () => {
    const without = createPrintful({ ...account(), token: undefined });

    expect(without.isConfigured).toBe(false);
    expect((await failureOf(without.getUpdates('1', never))).message).toBe('PRINTFUL_TOKEN is not set');
    expect(createPrintful({ ...account(), storeId: undefined }).isConfigured).toBe(true);
  });
});

describe("Printful's description", () => {
  it('bites: what does not keep to it is noticed', async () => {
    const description = await PrintfulDescription.read();
    const usual = { query: new URLSearchParams(), headers: { 'content-type': 'application/json' } };
    const recipient = { name: 'Emma' };
    description.checkRequest({
      ...usual,
      method: 'POST',
      path: '/orders',
      body: { recipient, items: [{ quantity: 1 }] },
    });
    description.checkRequest({ ...usual, method: 'POST', path: '/orders', body: { recipient, items: [], itemz: [] } });
    description.checkRequest({ ...usual, method: 'GET', path: '/order/1', body: undefined });
    description.checkRequest({
      ...usual,
      method: 'POST',
      path: '/v2/webhooks',
      body: { default_url: 'https://a.test' },
    });

    const places = description.complaints.map((complaint) => complaint.replace(/: .*/, ''));
    expect([...new Set(places)]).toEqual(['POST /orders', 'GET /order/1', 'POST /v2/webhooks']);
  });
});
