import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ZodError } from 'zod';
import { printifyTopics } from '../../../../apps/sandbox/src/printify/printify-webhooks.js';
import { changed, fixture } from '../../test/fixtures.js';
import { parsePrintifyEnvelope, parsePrintifyWebhook, topics, verifyPrintifySignature } from './printify-webhook.js';

const at = new Date('2022-05-17T15:00:00Z');
const usual = { providerOrderId: '5a96f649b2439217d070f507', updates: [] };
const parse = (body: string) => parsePrintifyWebhook(body, at);
const parcel = {
  key: '9400110200828911663274',
  carrier: 'USPS',
  trackingNumber: '9400110200828911663274',
  trackingUrl: 'https://example.com/track/9400110200828911663274',
};

/** It says which goods are in a parcel, and not how many. */
const packed = {
  kind: 'parcel_packed',
  key: parcel.key,
  items: [{ by: 'sku', value: '6202', quantity: null }],
  at: null,
};

describe('a webhook of Printify', () => {
  it.each([
    ['order-created', { type: 'order:created' }],
    ['order-sent-to-production', { type: 'order:sent-to-production' }],
    ['order-updated', { type: 'order:updated', updates: [{ kind: 'in_production', at }] }],
    [
      'order-shipment-created',
      { type: 'order:shipment:created', updates: [packed, { kind: 'parcel_shipped', parcel, at }] },
    ],
    [
      'order-shipment-delivered',
      { type: 'order:shipment:delivered', updates: [packed, { kind: 'parcel_delivered', parcel, at }] },
    ],
    ['product-deleted', { type: 'product:deleted', providerOrderId: null }],
    ['product-publish-started', { type: 'product:publish:started', providerOrderId: null }],
    ['shop-disconnected', { type: 'shop:disconnected', providerOrderId: null }],
  ])('is parsed: %s', (name, { type, ...expected }) => {
    const body = fixture(`printify/${name}`);
    const eventId = '653b6be8-2ff7-4ab5-a7a6-6889a8b3bbf5';

    expect(parsePrintifyEnvelope(body)).toEqual({ eventId, type, occurredAt: at });
    expect(parse(body)).toEqual({ ...usual, ...expected });
  });

  const statusIs = (status: unknown) =>
    parse(changed('printify/order-updated', ({ resource }) => Object.assign(resource as object, { data: { status } })));

  it.each([
    ['on-hold', [{ kind: 'on_hold', reason: 'it is waiting for an action in Printify', at }]],
    ['payment-not-received', [{ kind: 'on_hold', reason: 'Printify could not take its payment', at }]],
    ['sending-to-production', [{ kind: 'released', at }]],
    ['had-issues', [{ kind: 'problem', reason: 'Printify reports an issue with the order', at }]],
    ['fulfilled', [{ kind: 'all_shipped', at }]],
    ['canceled', [{ kind: 'cancelled', reason: null, at }]],
    ['pending', []],
    ['partially-fulfilled', []],
    ['constructor', []],
  ])('says that an order is %s', (status, updates) => {
    expect(statusIs(status).updates).toEqual(updates);
  });

  it('of an unknown type, or with more fields, has no updates', () => {
    const body = changed('printify/order-created', (event) =>
      Object.assign(event, { type: 'order:folded', more: [{}] }),
    );

    expect(parse(body)).toEqual(usual);
  });

  it.each([
    ['order-created', 'order:created', []],
    ['order-updated', 'order:updated', []],
    ['order-shipment-created', 'order:shipment:created', [{ kind: 'parcel_shipped', at }]],
    ['order-shipment-delivered', 'order:shipment:delivered', [{ kind: 'parcel_delivered', at }]],
  ])('names its order, whatever is missing from its data: %s', (name, _type, updates) => {
    for (const data of [undefined, null, {}, [], 'text', { status: null, carrier: null, shipped_at: 5 }]) {
      const body = changed(`printify/${name}`, ({ resource }) => Object.assign(resource as object, { data }));

      expect(parse(body)).toMatchObject({ ...usual, updates });
    }
  });

  it('about a parcel without a number, a link or a time still reports it', () => {
    const parcelOf = (carrier: unknown) =>
      parse(
        changed('printify/order-shipment-created', ({ resource }) =>
          Object.assign(resource as object, { data: { carrier } }),
        ),
      ).updates;
    const nothing = { trackingNumber: null, trackingUrl: null };

    expect(parcelOf({ code: 'DHL' })).toEqual([
      { kind: 'parcel_shipped', parcel: { key: 'DHL', carrier: 'DHL', ...nothing }, at },
    ]);
    expect(parcelOf(null)).toEqual([
      { kind: 'parcel_shipped', parcel: { key: 'UNTRACKED', carrier: null, ...nothing }, at },
    ]);
  });

  it('has a key for its parcel that fits where keys are kept, however long its link is', () => {
    const url = `https://example.com/track?n=${'1'.repeat(600)}`;
    const body = changed('printify/order-shipment-created', ({ resource }) =>
      Object.assign(resource as object, { data: { carrier: { tracking_url: url } } }),
    );
    const key: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);

    expect(parse(body).updates).toMatchObject([{ parcel: { key, trackingUrl: url } }]);
  });

  it.each([
    '',
    'hello',
    '[]',
    '{}',
    fixture('printify/order'),
    changed('printify/order-updated', (event) => Object.assign(event, { resource: null })),
    changed('printify/order-updated', ({ resource }) => Object.assign(resource as object, { id: null })),
  ])('that names no order is not understood: %.60j', (body) => {
    expect(() => parse(body)).toThrow(ZodError);
  });

  it('of another type needs no resource', () => {
    const body = changed('printify/product-deleted', (event) => Object.assign(event, { resource: null }));

    expect(parse(body)).toEqual({ providerOrderId: null, updates: [] });
  });

  it('has an envelope whatever is wrong with its data or its time', () => {
    const noCarrier = changed('printify/order-shipment-created', (event) =>
      Object.assign(event, { id: 7, created_at: null, resource: { data: { carrier: null } } }),
    );

    expect(parsePrintifyEnvelope(noCarrier)).toEqual({
      eventId: '7',
      type: 'order:shipment:created',
      occurredAt: null,
    });
    for (const body of ['', 'hello', '[]', '{}', '{"id":"","type":"order:created"}'])
      expect(() => parsePrintifyEnvelope(body)).toThrow(ZodError);
  });

  it('is registered for every topic about an order', () => {
    expect([...topics].sort()).toEqual(printifyTopics.filter((topic) => topic.startsWith('order:')).sort());
  });
});

describe("Printify's signature", () => {
  const body = Buffer.from(fixture('printify/order-updated'));
  const secret = '7afa37fd47d7a52ea644382e04962a83c16aef62';
  const signed = (key: string) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
  const verify = (header: string | string[] | undefined, secrets = [secret]) =>
    verifyPrintifySignature(body, { 'x-pfy-signature': header }, secrets);

  it('is good with any of the secrets', () => {
    expect(verify(signed(secret))).toBe('valid');
    expect(verify(signed(secret), ['new', secret])).toBe('valid');
  });

  it('is bad when it is missing, forged, malformed, or nothing is kept to verify it by', () => {
    for (const header of [undefined, '', 'sha256=', signed('another'), signed(secret).slice(7), [signed(secret)]]) {
      expect(verify(header)).toBe('bad signature');
    }
    expect(verify(`${signed(secret)}00`)).toBe('bad signature');
    expect(verify(signed(secret).replace(/..$/, 'zz'))).toBe('bad signature');
    expect(verify(signed(secret), [])).toBe('bad signature');
    expect(verify(signed(''), [''])).toBe('bad signature');
    expect(
      verifyPrintifySignature(Buffer.concat([body, Buffer.from(' ')]), { 'x-pfy-signature': signed(secret) }, [secret]),
    ).toBe('bad signature');
  });
});
