import { describe, expect, it } from '@jest/globals';
import type { OrderState, ProviderOrder } from '../../../../apps/sandbox/src/orders/provider-order.js';
import { cutConnectionAfterProcessing, withBody } from '../../../../test/support/recording-proxy.js';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { aSubmission, never } from '../../test/a-submission.js';
import { errorOf } from '../../test/error-of.js';
import { placeOrder } from '../../test/place-order.js';
import { printifyAccount, printifyAt } from '../../test/printify-at.js';
import { defaultLimits } from '../provider/provider-http.js';
import type { SubmissionRequest } from '../provider/provider.js';
import { createPrintify } from './printify.js';

const sandbox = useSandbox();
const server = sandbox.printify;
const orders = () => sandbox.services.providerOrders.newestFirst('printify');
const order = () => orders().at(0);
const place = (state: OrderState, more?: Partial<ProviderOrder>) =>
  placeOrder(sandbox.services, 'printify', state, more);
const printify = () => printifyAt(server);
const submit = (more: Partial<SubmissionRequest> = {}) => printify().submit(aSubmission(more), never);
const anHourAgo = () => new Date(Date.now() - 3_600_000);
const retried = () => ({ firstAttemptedAt: anHourAgo() });

describe('an order for Printify', () => {
  it('is created and sent to production, without a search, on the first attempt', async () => {
    const { providerOrderId, alreadyExisted } = await submit();

    expect(alreadyExisted).toBe(false);
    expect(orders()).toMatchObject([{ id: providerOrderId, state: 'accepted' }]);
    expect(server.requestLines).toEqual([
      'POST /v1/shops/815256/orders.json',
      `POST /v1/shops/815256/orders/${providerOrderId}/send_to_production.json`,
    ]);
    expect(server.requests[0]?.headers['user-agent']).toBe('Daybook');
    expect(server.requests[0]?.body).toEqual({
      external_id: 'SS-260223-0042',
      label: 'SS-260223-0042',
      line_items: [
        { product_id: '5d39b159e7c48c000728c89f', variant_id: 12100, quantity: 1 },
        { product_id: '5d39b411749d0a000f30e0f4', variant_id: 65216, quantity: 2 },
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

    expect(order()?.recipient).toEqual({
      first_name: 'Cher',
      last_name: '-',
      country: 'GB',
      region: '',
      address1: '12 Harbour Street',
      city: 'London',
      zip: 'E1 6AN',
    });
  });

  it('gives the reason of a refusal as a readable sentence', async () => {
    const { recipient } = aSubmission();

    expect(await errorOf(submit({ recipient: { ...recipient, postalCode: null, city: '' } }))).toMatchObject({
      message: 'the city field is required; the zip field is required',
      externalIdUsedUp: false,
    });
  });

  it('is not sent when a line has no variant id', async () => {
    const [line, ...others] = aSubmission().lines;

    expect(await errorOf(submit({ lines: [{ ...line, variantId: 'black-m' } as never, ...others] }))).toMatchObject({
      message: "M Black has no variant of Printify's (black-m)",
    });
    expect(server.requests).toEqual([]);
  });

  it('is found when the response to its creation was lost, and then sent to production', async () => {
    server.once(/^POST .*orders\.json$/, cutConnectionAfterProcessing);
    expect(await errorOf(submit())).toMatchObject({ message: 'the connection was cut' });

    const { providerOrderId, alreadyExisted } = await submit(retried());

    expect(alreadyExisted).toBe(true);
    expect(orders()).toMatchObject([{ id: providerOrderId, state: 'accepted' }]);
  });

  it('is found when the response to sending it to production was lost, and not sent again', async () => {
    server.once(/send_to_production/, cutConnectionAfterProcessing);
    expect(await errorOf(submit())).toMatchObject({ message: 'the connection was cut', isOutage: true });

    expect(await submit(retried())).toEqual({ providerOrderId: order()?.id, alreadyExisted: true });
    expect(orders()).toHaveLength(1);
    expect(server.requestLines.filter((line) => line.includes('send_to_production'))).toHaveLength(1);
  });

  it('that cannot go to production fails with the reason', async () => {
    server.once(/send_to_production/, {
      status: 400,
      body: { status: 'error', message: 'Operation failed.', errors: { reason: 'Variant 12100 is out of stock.' } },
    });

    expect(await errorOf(submit())).toMatchObject({
      message: 'variant 12100 is out of stock (M Black)',
      isOutage: false,
    });
  });

  it('is found by the next attempt when the second request is rate limited', async () => {
    server.once(/send_to_production/, { status: 429, headers: { 'retry-after': '30' } });
    expect(await errorOf(submit())).toMatchObject({ retryAfterSeconds: 30, isRateLimit: true, isOutage: true });

    expect(await submit(retried())).toEqual({ providerOrderId: order()?.id, alreadyExisted: true });
  });

  it('is found by the next attempt when the second request is never answered', async () => {
    server.once(/send_to_production/, () => new Promise(() => undefined));
    const impatient = createPrintify(printifyAccount(server), { ...defaultLimits, timeoutMs: 2_500 });
    expect(await errorOf(impatient.submit(aSubmission(), never))).toMatchObject({ isTransient: true, isOutage: true });

    expect(await submit(retried())).toEqual({ providerOrderId: order()?.id, alreadyExisted: true });
  });

  it('that was cancelled at Printify needs another external id', async () => {
    await submit();
    for (const one of orders()) sandbox.services.lifecycle.act(one, 'cancel');

    expect(await errorOf(submit(retried()))).toMatchObject({
      message: 'it was cancelled there',
      externalIdUsedUp: true,
    });
    expect(await submit({ externalId: 'SS-260223-0042-2', ...retried() })).toMatchObject({ alreadyExisted: false });
  });

  it('is cancelled at Printify when its address was corrected since, so that it can be created again', async () => {
    server.once(/send_to_production/, { status: 500 });
    await errorOf(submit());
    const { recipient } = aSubmission();

    const error = await errorOf(submit({ recipient: { ...recipient, line1: '21 Harbour Street' }, ...retried() }));
    expect(error).toMatchObject({
      externalIdUsedUp: true,
      message: 'it was there with another address, and is cancelled',
    });
    expect(orders()).toMatchObject([{ state: 'cancelled' }]);
  });

  it('is recognized although Printify spells its address differently', async () => {
    place('draft', {
      externalId: 'SS-260223-0042',
      recipient: {
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

    expect(await submit(retried())).toMatchObject({ alreadyExisted: true });
    expect(orders()).toMatchObject([{ state: 'accepted' }]);
  });
});

describe('cancelling at Printify', () => {
  const cancel = (id: string) => printify().cancel(id, never);

  it('cancels an order on hold, and succeeds the second time too', async () => {
    const { id } = place('draft');

    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
  });

  it.each([
    ['in_production', 'it is already in production'],
    ['shipped', 'it has already been sent'],
  ] as const)('is refused when %s: %s', async (state, reason) => {
    expect(await cancel(place(state).id)).toEqual({ outcome: 'refused', reason });
  });

  it('is refused with Printify’s own reason when its status says nothing', async () => {
    server.once(
      /^GET/,
      withBody((body: object) => ({ ...body, status: 'pending' })),
    );

    expect(await cancel(place('accepted').id)).toEqual({
      outcome: 'refused',
      reason: 'order can be canceled only in the status on-hold or payment-not-received',
    });
  });

  it('is refused for an order that does not exist', async () => {
    expect(await cancel('5a96f649b2439217d070f507')).toEqual({ outcome: 'refused', reason: 'the order is not there' });
  });

  it('fails when Printify cannot be reached', async () => {
    server.once(/cancel/, { status: 502 });

    expect(await errorOf(cancel(place('draft').id))).toMatchObject({ message: 'the server failed (502)' });
  });
});

describe('Printify without an account', () => {
  it('is not configured, and says so', async () => {
    const without = createPrintify({ ...printifyAccount(server), shopId: undefined });

    expect(printify().isConfigured).toBe(true);
    expect(without.isConfigured).toBe(false);
    expect(await errorOf(without.submit(aSubmission(), never))).toMatchObject({
      message: 'PRINTIFY_TOKEN or PRINTIFY_SHOP_ID is not set',
    });
  });

  it('says that an expired token is not accepted', async () => {
    const old = createPrintify({ ...printifyAccount(server), token: 'of last year' });

    expect(await errorOf(old.getUpdates('5a96f649b2439217d070f507', never))).toMatchObject({
      message: 'the token is not accepted (401)',
    });
  });
});
