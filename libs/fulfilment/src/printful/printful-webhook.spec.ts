import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ZodError } from 'zod';
import { PrintfulDescription } from '../../../../test/support/printful-description.js';
import { changed, fixture, fixturesIn } from '../../test/fixtures.js';
import {
  eventTypes,
  parsePrintfulEnvelope,
  parsePrintfulWebhook,
  verifyPrintfulSignature,
} from './printful-webhook.js';

const at = new Date('2023-04-07T15:00:00Z');
const aHash: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
const usual = { providerOrderId: '4235', updates: [] };
const parse = (body: string) => parsePrintfulWebhook(body, at);
const parcel = {
  key: '10',
  carrier: null,
  trackingNumber: '9400110200828911663274',
  trackingUrl: 'https://www.fedex.com/fedextrack/?tracknumbers=0000000000',
};
const recorded = fixturesIn('printful').filter((name) => !/openapi|^sync-/.test(name));

describe('a webhook of Printful', () => {
  it('is recorded as Printful describes it', async () => {
    const description = await PrintfulDescription.read();
    for (const name of recorded) description.checkWebhook(fixture(`printful/${name}`));

    expect(recorded).toHaveLength(11);
    expect(description.violations).toEqual([]);
  });

  it.each([
    ['shipment_sent', {}],
    ['shipment_delivered', { updates: [{ kind: 'parcel_delivered', parcel, at: new Date('2023-04-07T14:30:15Z') }] }],
    [
      'shipment_returned',
      { updates: [{ kind: 'parcel_returned', parcel, reason: 'a parcel came back: wrong address', at }] },
    ],
    ['shipment_canceled', {}],
    ['order_created', {}],
    ['order_updated', { updates: [{ kind: 'in_production', at }] }],
    ['order_failed', { updates: [{ kind: 'problem', reason: 'the credit card was declined', at }] }],
    ['order_canceled', { updates: [{ kind: 'cancelled', reason: 'canceled by the customer', at }] }],
    ['order_put_hold', { updates: [{ kind: 'on_hold', reason: 'the shipping address is incomplete', at }] }],
    ['order_remove_hold', { updates: [{ kind: 'released', at }] }],
    ['order_refunded', {}],
  ])('is parsed: %s', (type, expected) => {
    const body = fixture(`printful/${type.replaceAll('_', '-')}`);

    expect(parsePrintfulEnvelope(body)).toEqual({ eventId: aHash, type, occurredAt: at });
    expect(parse(body)).toEqual({ ...usual, ...expected });
  });

  it('has the same event id at every redelivery, and another one with other contents', () => {
    const idOf = (change: Parameters<typeof changed>[1]) =>
      parsePrintfulEnvelope(changed('printful/shipment-sent', change)).eventId;
    const first = idOf(() => undefined);
    expect(idOf((webhook) => Object.assign(webhook, { retries: 3 }))).toBe(first);
    expect(idOf((webhook) => Object.assign(webhook, { occurred_at: '2023-04-07T15:00:01Z' }))).not.toBe(first);
  });

  it.each([
    ['fulfilled', [{ kind: 'all_shipped', at }]],
    ['partial', []],
    ['onhold', []],
    ['canceled', []],
    ['failed', []],
  ])('about an order that is %s has only the updates that no other webhook has', (status, updates) => {
    const body = changed('printful/order-updated', ({ data }) =>
      Object.assign((data as { order: object }).order, { status }),
    );

    expect(parse(body).updates).toEqual(updates);
  });

  it('of an unknown type, with more fields, or about no order has no updates', () => {
    const typed = (type: string, data: unknown) =>
      changed('printful/order-created', (event) => Object.assign(event, { type, data }));

    expect(parse(typed('catalog_stock_updated', { product: {} }))).toEqual({
      ...usual,
      providerOrderId: null,
    });
    expect(parse(typed('order_folded', { order: { id: 4235, status: 'folded' }, more: [] }))).toMatchObject({
      providerOrderId: '4235',
      updates: [],
    });
    expect(parse(typed('toString', undefined))).toMatchObject({ updates: [] });
  });

  it('without a reason still reports the problem', () => {
    const body = changed('printful/order-failed', ({ data }) => Object.assign(data as object, { reason: ' ' }));

    expect(parse(body).updates).toEqual([{ kind: 'problem', reason: 'the order failed', at }]);
  });

  it.each([
    ['shipment-sent', []],
    ['shipment-delivered', []],
    ['shipment-returned', [{ kind: 'problem', reason: 'a parcel came back', at }]],
    ['order-updated', []],
    ['order-failed', [{ kind: 'problem', reason: 'the order failed', at }]],
    ['order-put-hold', [{ kind: 'on_hold', reason: 'it is waiting for an answer to Printful', at }]],
    ['order-canceled', [{ kind: 'cancelled', reason: null, at }]],
  ])('names its order, whatever else is missing from its data: %s', (name, updates) => {
    for (const more of [{}, { reason: null, shipment: null }, { reason: {}, shipment: {} }, { shipment: [] }]) {
      const data = { ...more, order: { id: 4235, status: null } };

      expect(parse(changed(`printful/${name}`, (event) => Object.assign(event, { data })))).toEqual({
        ...usual,
        updates,
      });
    }
  });

  it.each([
    '',
    '[]',
    '{}',
    changed('printful/order-failed', (event) => Object.assign(event, { data: {} })),
    changed('printful/shipment-sent', (event) => Object.assign(event, { data: null })),
    changed('printful/shipment-delivered', ({ data }) => Object.assign(data as object, { order: { id: null } })),
  ])('that names no order is not understood: %.60j', (body) => {
    expect(() => parse(body)).toThrow(ZodError);
  });

  it('is registered for every type about an order', () => {
    expect(eventTypes.map((type) => type.replaceAll('_', '-')).sort()).toEqual([...recorded].sort());
  });
});

describe("Printful's signature", () => {
  const body = Buffer.from(fixture('printful/shipment-sent'));
  const secret = 'a01376f30766acf7f706cc84beb57b79f9779e4a3e79d5519b3a9069c2156807';
  const signed = (key: string | Buffer) => createHmac('sha256', key).update(body).digest('hex');
  const good = signed(Buffer.from(secret, 'hex'));
  const verify = (header: string | string[] | undefined, secrets = [secret]) =>
    verifyPrintfulSignature(body, { 'x-pf-webhook-signature': header }, secrets);

  it('is good with any of the secrets, read as hexadecimal', () => {
    expect(verify(good)).toBe('valid');
    expect(verify(good.toUpperCase(), ['00', secret])).toBe('valid');
    expect(verify(signed(secret))).toBe('bad signature');
  });

  it('is bad when it is missing, forged or malformed, or when there is no secret', () => {
    for (const header of [undefined, '', 'good', `sha256=${good}`, [good], signed('00'), good.slice(2)]) {
      expect(verify(header)).toBe('bad signature');
    }
    expect(verify(good, [])).toBe('bad signature');
  });

  it('is never good with a secret that is not hexadecimal, which would be an empty key', () => {
    expect(verify(signed(''), ['not hex', '', 'zz', 'a'])).toBe('bad signature');
  });
});
