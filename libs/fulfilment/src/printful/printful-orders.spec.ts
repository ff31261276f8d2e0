import { describe, expect, it } from '@jest/globals';
import type { OrderState, ProviderOrder } from '../../../../apps/sandbox/src/orders/provider-order.js';
import { PrintfulDescription } from '../../../../test/support/printful-description.js';
import { cutConnectionAfterProcessing, withBody } from '../../../../test/support/recording-proxy.js';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { aSubmission, never } from '../../test/a-submission.js';
import { errorOf } from '../../test/error-of.js';
import { placeOrder } from '../../test/place-order.js';
import { printfulAccount, printfulAt } from '../../test/printful-at.js';
import type { SubmissionRequest } from '../provider/provider.js';
import { createPrintful } from './printful.js';

const sandbox = useSandbox();
const server = sandbox.printful;
const printful = () => printfulAt(server);
const orders = () => sandbox.services.providerOrders.newestFirst('printful');
const place = (state: OrderState, more?: Partial<ProviderOrder>) =>
  placeOrder(sandbox.services, 'printful', state, more);
const variantIds = ['4253821906', '4253822117'];
const retried = { firstAttemptedAt: new Date() };
const order = (more: Partial<SubmissionRequest> = {}) => {
  const { lines, ...rest } = aSubmission();
  return { ...rest, lines: lines.map((line, n) => ({ ...line, variantId: variantIds[n] ?? '' })), ...more };
};
const submit = (more: Partial<SubmissionRequest> = {}) => printful().submit(order(more), never);
const to = (more: Partial<SubmissionRequest['recipient']>) => ({ recipient: { ...order().recipient, ...more } });

describe('an order for Printful', () => {
  it('is created and confirmed in one request, without a search, on the first attempt', async () => {
    expect(await submit()).toEqual({ providerOrderId: orders().at(0)?.id, alreadyExisted: false });

    expect(server.requestLines).toEqual(['POST /orders']);
    expect(server.requests[0]?.query.get('confirm')).toBe('true');
    expect(server.requests[0]?.body).toEqual({
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
        { sync_variant_id: 4_253_821_906, quantity: 1, retail_price: '24.50' },
        { sync_variant_id: 4_253_822_117, quantity: 2, retail_price: '7.25' },
      ],
      retail_costs: { currency: 'GBP', subtotal: '39.00' },
    });
    expect(orders()).toMatchObject([{ state: 'accepted' }]);
  });

  it.each([
    ['US', 'ca', { state_code: 'CA' }],
    ['US', 'California', { state_name: 'California' }],
    ['GB', 'Greater London', { state_name: 'Greater London' }],
    ['JP', '東京都', { state_name: '東京都' }],
    ['IT', 'RM', { state_code: 'RM' }],
    ['GB', ' ', {}],
    ['GB', null, {}],
  ])('sends a region of %s as a state code or a state name: %s', async (country, region, state) => {
    await submit(to({ country, region }));

    const { state_code, state_name } = orders().at(0)?.recipient ?? {};
    expect({ ...(state_code && { state_code }), ...(state_name && { state_name }) }).toEqual(state);
  });

  it.each([
    ['JPY', '2450', '3900'],
    ['KWD', '2.450', '3.900'],
  ])('has its prices with the decimals of %s', async (currency, price, subtotal) => {
    await submit({ currency });

    expect(server.requests[0]?.body).toMatchObject({
      items: [{ retail_price: price }, {}],
      retail_costs: { currency, subtotal },
    });
  });

  it('gives the reason of a refusal as a readable sentence', async () => {
    expect((await errorOf(submit(to({ postalCode: null })))).message).toBe('recipient: ZIP code is missing');
    server.once(/orders/, {
      status: 400,
      body: {
        code: 400,
        result: '…',
        error: { reason: 'BadRequest', message: 'Item 0: This product is out of stock.' },
      },
    });
    expect((await errorOf(submit())).message).toBe('this product is out of stock (M Black)');
    server.once(/orders/, { status: 400, body: { error: { message: 'Item 1: Print files are missing' } } });
    expect((await errorOf(submit())).message).toBe('print files are missing (Harbour mug)');
    server.once(/orders/, { status: 422, body: { title: 'Unprocessable', details: 'No such method.' } });
    expect((await errorOf(submit())).message).toBe('no such method');
  });

  it('is not sent when a line has no variant id', async () => {
    const [line] = aSubmission().lines;
    const lines = line ? [{ ...line, variantId: '' }] : [];

    expect((await errorOf(submit({ lines }))).message).toBe("M Black has no variant of Printful's (none)");
    expect(server.requests).toEqual([]);
  });

  it('is found when the response to its creation was lost', async () => {
    server.once(/^POST/, cutConnectionAfterProcessing);
    expect((await errorOf(submit())).message).toBe('the connection was cut');

    expect(await submit(retried)).toEqual({ providerOrderId: orders().at(0)?.id, alreadyExisted: true });
    expect(orders()).toHaveLength(1);
    expect(server.requestLines).toEqual(['POST /orders', 'GET /orders/@SS-260223-0042']);
  });

  it('is created when an earlier attempt did not create it', async () => {
    expect(await submit(retried)).toMatchObject({ alreadyExisted: false });
  });

  it.each(['draft', 'problem'] as const)(
    'that exists as %s takes the corrected address and is confirmed',
    async (state) => {
      place(state, { externalId: 'SS-260223-0042' });

      expect(await submit({ ...retried, ...to({ line1: '21 Harbour Street' }) })).toMatchObject({
        alreadyExisted: true,
      });
      expect(orders()).toMatchObject([{ state: 'accepted', recipient: { address1: '21 Harbour Street' } }]);
    },
  );

  it.each(['accepted', 'in_production', 'on_hold', 'partly_shipped', 'shipped'] as const)(
    'that is %s already is not changed',
    async (state) => {
      place(state, { externalId: 'SS-260223-0042' });

      expect(await submit(retried)).toMatchObject({ alreadyExisted: true });
      expect(server.requestLines).toEqual(['GET /orders/@SS-260223-0042']);
    },
  );

  it('that is in review at Printful is not changed', async () => {
    place('accepted', { externalId: 'SS-260223-0042' });
    server.once(
      /^GET/,
      withBody((body: { result: object }) => ({ ...body, result: { ...body.result, status: 'inreview' } })),
    );

    expect(await submit(retried)).toMatchObject({ alreadyExisted: true });
    expect(server.requestLines).toEqual(['GET /orders/@SS-260223-0042']);
  });

  it('is cancelled at Printful when its address was corrected since, so that it can be created again', async () => {
    await submit();
    expect(await errorOf(submit({ ...retried, ...to({ line1: '21 Harbour Street' }) }))).toMatchObject({
      message: 'it was there with another address, and is cancelled',
      externalIdUsedUp: true,
    });
    expect(orders()).toMatchObject([{ state: 'cancelled' }]);
    expect(await submit(retried).catch((error: unknown) => error)).toMatchObject({ externalIdUsedUp: true });
  });

  it('that was cancelled at Printful needs another external id', async () => {
    place('cancelled', { externalId: 'SS-260223-0042' });

    expect(await errorOf(submit(retried))).toMatchObject({
      message: 'it was cancelled there',
      externalIdUsedUp: true,
    });
    expect(await submit({ ...retried, externalId: 'SS-260223-0042-2' })).toMatchObject({ alreadyExisted: false });
  });

  it('that is stored but not accepted fails', async () => {
    const failing = withBody((body: { result: object }) => {
      for (const one of orders()) sandbox.services.lifecycle.act(one, 'fail');
      return { ...body, result: { ...body.result, status: 'failed' } };
    });
    server.once(/^POST/, failing);
    expect(await errorOf(submit())).toMatchObject({
      message: 'it is there, but was not accepted (failed)',
      externalIdUsedUp: false,
    });

    const items = [
      { sync_variant_id: 4_253_821_906, quantity: 1, out_of_stock: true },
      { sync_variant_id: 9, quantity: 1, name: 'Poster', discontinued: true },
    ];
    server.once(/^PUT/, { body: { code: 200, result: { id: Number(orders().at(0)?.id), status: 'failed', items } } });
    expect((await errorOf(submit(retried))).message).toBe('insufficient stock for M Black and Poster');
  });

  it('waits as long as Retry-After says', async () => {
    server.once(/orders/, { status: 429, headers: { 'retry-after': '42' }, body: { title: 'Too many' } });

    expect(await errorOf(submit())).toMatchObject({ message: 'API rate limit exceeded', retryAfterSeconds: 42 });
  });
});

describe('cancelling at Printful', () => {
  const cancel = (state: OrderState) => printful().cancel(place(state).id, never);

  it.each(['draft', 'accepted', 'problem', 'cancelled'] as const)('cancels an order that is %s', async (state) => {
    expect(await cancel(state)).toEqual({ outcome: 'cancelled' });
    expect(orders()).toMatchObject([{ state: 'cancelled' }]);
  });

  it.each([
    ['in_production', 'it is already in production'],
    ['partly_shipped', 'part of it has already been sent'],
    ['on_hold', 'order cannot be canceled: it is being fulfilled already'],
  ] as const)('is refused when %s: %s', async (state, reason) => {
    expect(await cancel(state)).toEqual({ outcome: 'refused', reason });
  });

  it('is refused for an order that does not exist, and fails when Printful cannot be reached', async () => {
    expect(await printful().cancel('1', never)).toEqual({ outcome: 'refused', reason: 'the order is not there' });
    server.once(/DELETE/, { status: 500 });
    expect((await errorOf(cancel('accepted'))).message).toBe('the server failed (500)');
  });
});

describe('Printful without an account', () => {
  it('is not configured and says so; a store is only needed with the token of an account', async () => {
    const without = createPrintful({ ...printfulAccount(server), token: undefined });

    expect(without.isConfigured).toBe(false);
    expect((await errorOf(without.getUpdates('1', never))).message).toBe('PRINTFUL_TOKEN is not set');
    expect(createPrintful({ ...printfulAccount(server), storeId: undefined }).isConfigured).toBe(true);
  });
});

describe("Printful's description", () => {
  it('finds requests that violate it', async () => {
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

    const places = description.violations.map((violation) => violation.replace(/: .*/, ''));
    expect([...new Set(places)]).toEqual(['POST /orders', 'GET /order/1', 'POST /v2/webhooks']);
  });
});
