import type { Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { FulfilmentProviders, type FulfilmentUpdate } from '@daybook/fulfilment';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { OrdersReadModel } from '@daybook/screens';
import { InboxWorker, WebhookIntake, WebhookSources } from '@daybook/webhooks';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { aCheckout } from '../support/a-checkout.js';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { permutations } from '../support/permutations.js';
import { providerSecrets, providerSignature } from '../support/provider-signature.js';
import { useRecordingProxy } from '../support/recording-proxy.js';

const server = useRecordingProxy();
const parts = useParts(() => ({
  PRINTIFY_TOKEN: 'token',
  PRINTIFY_SHOP_ID: '1',
  PRINTIFY_API_URL: server.origin,
  PRINTFUL_TOKEN: 'token',
  PRINTFUL_API_URL: server.origin,
  ...providerSecrets,
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'orders@shop.example',
}));
const jobs = useJobs(parts);

const ids: Record<Provider, string> = { printify: '5a96f649b2439217d070f507', printful: '4235' };
const startedAt = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
/** ISO 8601: that many seconds after the order was submitted. */
const at = (second: number) => new Date(startedAt + second * 1_000).toISOString();

/** What the provider says when the order is read. */
const answers: Record<string, { body: unknown }> = {};
const toPrintify = (order: object) => ({ id: ids.printify, sent_to_production_at: at(1), ...order });
function showPrintify(order: object): void {
  answers['printify'] = { body: toPrintify(order) };
  plan();
}
function showPrintful(order: object, shipments: object[] = []): void {
  answers['printful'] = { body: { result: { id: Number(ids.printful), ...order } } };
  answers['shipments'] = { body: { data: shipments } };
  plan();
}
function plan(): void {
  server.reset();
  if (answers['printify']) server.always(/^GET .*\/v1\/shops/, answers['printify']);
  if (answers['shipments']) server.always(/^GET .*\/shipments$/, answers['shipments']);
  if (answers['printful']) server.always(/^GET .*\/orders\/4235$/, answers['printful']);
}

async function anOrderAt(provider: Provider): Promise<string> {
  // quicker than emptying every table
  const tables = ['activity_log', 'webhook_event', 'mail_message', 'customer_order', 'pgboss.job'];
  await parts.rows(tables.map((table) => `delete from ${table}`).join('; '));
  const line: NewOrderLine = {
    ...{ title: 'Tee', variant: 'M / Black', sku: 'TEE-M', provider, productId: 'p', variantId: '1' },
    ...{ quantity: 1, unitPrice: 3_900 },
  };
  const { id } = await parts.get(Database).transaction(async (tx) => {
    const order = await parts.get(OrdersService).place(tx, aCheckout(), new Date(startedAt));
    await parts.get(OrdersService).storeLines(tx, order.id, [line]);
    return order;
  });
  await parts.rows(`update fulfilment set provider_order_id = $1, status = 'submitted', submitted_at = $2`, [
    ids[provider],
    at(0),
  ]);
  return id;
}

const address = {
  ...{ name: 'Ada Green', line1: '12 Mill Lane', line2: null, city: 'Totnes', region: null },
  ...{ postalCode: 'TQ9 5AB', country: 'GB', phone: null },
};

/** A webhook as the provider sends it: signed, stored, processed; then whatever it asks for is read. */
async function receive(provider: Provider, webhook: object): Promise<string> {
  const body = Buffer.from(JSON.stringify(webhook));
  const headers = providerSignature(provider, body);
  const { outcome } = await parts.get(WebhookIntake).receive(parts.get(WebhookSources).get(provider), body, headers);
  await parts.get(InboxWorker).sweep();
  await jobs.runWaiting('refresh-fulfilment');
  const [stored] = await parts.rows<{ state: string }>(
    'select state from webhook_event order by received_at desc, id desc limit 1',
  );
  return `${outcome}, ${stored?.state ?? 'not stored'}`;
}

const ofPrintify = (type: string, data: unknown, second = 5, more: object = {}) => ({
  ...{ id: randomUUID(), type, created_at: at(second).replace('T', ' ').replace('.000Z', '+00:00') },
  resource: { id: ids.printify, type: 'order', data },
  ...more,
});
const ofPrintful = (type: string, data: object, second = 5, more: object = {}) => ({
  ...{ type, occurred_at: at(second), retries: 0, store_id: 12 },
  data: { order: { id: Number(ids.printful), status: 'inprocess' }, ...data },
  ...more,
});
const carrier = (tracking_number: string) => ({ code: 'DHL', tracking_number, tracking_url: null });
const shipment = (more: object = {}) => ({ carrier: 'dhl', number: '1Z2', url: null, delivered_at: null, ...more });
const printfulShipment = (tracking_number: string, more: object = {}) => ({
  ...{ id: 10, carrier: 'DHL', shipment_status: 'shipped', shipped_at: at(3), delivery_status: 'in_transit' },
  ...{ delivered_at: null, tracking_number, tracking_url: null },
  ...more,
});

const story = async (orderId: string) => ({
  timeline: (await parts.get(OrdersReadModel).timeline(orderId))?.items
    .filter(({ eventType }) => eventType !== 'order.created')
    .map(({ message }) => message),
  status: (await parts.get(OrdersReadModel).findDetail(orderId))?.status,
  parcels: await parts.rows<{ number: string | null }>('select tracking_number as number from shipment'),
  mails: (
    await parts.rows<{ number: string | null }>(
      `select details -> 'parcel' ->> 'trackingNumber' as number from mail_message where kind = 'shipping' order by queued_at, id`,
    )
  ).map(({ number }) => number),
});

beforeEach(() => {
  for (const key of Object.keys(answers)) Reflect.deleteProperty(answers, key);
});

const printifyWebhooks = [
  ofPrintify('order:sent-to-production', { shop_id: 1 }, 2),
  ofPrintify('order:shipment:created', { shipped_at: at(3), carrier: carrier('1Z1') }, 3),
  ofPrintify('order:updated', { status: 'fulfilled' }, 4),
  ofPrintify('order:shipment:delivered', { delivered_at: at(5), carrier: carrier('1Z2') }, 5),
];
const printfulWebhooks = [
  ofPrintful('order_updated', {}, 2),
  ofPrintful('shipment_sent', { shipment: { id: 10, tracking_number: '1Z1' } }, 3),
  ofPrintful('order_updated', { order: { id: Number(ids.printful), status: 'fulfilled' } }, 4),
  ofPrintful('shipment_delivered', { shipment: { id: 10, tracking_number: '1Z2', delivered_at: at(5) } }, 5),
];
const delivered = {
  printify: () =>
    showPrintify({ status: 'fulfilled', fulfilled_at: at(4), shipments: [shipment({ delivered_at: at(5) })] }),
  printful: () =>
    showPrintful({ status: 'fulfilled' }, [
      printfulShipment('1Z2', { delivery_status: 'delivered', delivered_at: at(5) }),
    ]),
};

describe.each([
  ['printify', 'Printify', printifyWebhooks],
  ['printful', 'Printful', printfulWebhooks],
] as const)('the webhooks of %s about one order', (provider, label, webhooks) => {
  it('tell one story in every order of arrival, when its parcel has had another number before', async () => {
    const stories = new Set<string>();
    for (const order of permutations<object>([...webhooks])) {
      const orderId = await anOrderAt(provider);
      delivered[provider]();
      for (const webhook of order) expect(await receive(provider, webhook)).toBe('accepted, processed');
      stories.add(JSON.stringify(await story(orderId)));
    }
    expect([...stories].map((one): unknown => JSON.parse(one))).toEqual([
      {
        timeline: [`In production at ${label}`, 'Shipped via DHL — tracking: 1Z2', 'Delivered'],
        status: 'delivered',
        parcels: [{ number: '1Z2' }],
        mails: ['1Z2'],
      },
    ]);
  }, 120_000);

  it('tell one story in every order of arrival, when its number was changed after it was told', async () => {
    const stories = new Set<string>();
    for (const order of permutations<object>(webhooks.slice(1))) {
      const orderId = await anOrderAt(provider);
      showPrintify({ status: 'partially-fulfilled', shipments: [shipment({ number: '1Z1' })] });
      showPrintful({ status: 'partial' }, [printfulShipment('1Z1')]);
      // sent once more under another id
      await receive(provider, { ...webhooks[1], id: randomUUID(), retries: 1 });
      delivered[provider]();
      for (const webhook of order) await receive(provider, webhook);
      stories.add(JSON.stringify(await story(orderId)));
    }
    expect([...stories].map((one): unknown => JSON.parse(one))).toEqual([
      {
        timeline: [
          `In production at ${label}`,
          'Shipped via DHL — tracking: 1Z1',
          'Delivered',
          'Tracking changed: DHL 1Z1 → DHL 1Z2',
        ],
        status: 'delivered',
        parcels: [{ number: '1Z2' }],
        mails: ['1Z1', '1Z2'],
      },
    ]);
  }, 120_000);
});

it('the parcels of one order have the times of their own webhooks in every order of arrival, however it lists them', async () => {
  const stories = new Set<string>();
  for (const numbers of permutations(['1Z1', '1Z2']))
    for (const order of permutations<object>([
      ofPrintify('order:updated', { status: 'partially-fulfilled' }, 2),
      ofPrintify('order:shipment:created', { shipped_at: at(3), carrier: carrier('1Z1') }, 3),
      ofPrintify('order:shipment:created', { shipped_at: at(5), carrier: carrier('1Z2') }, 5),
    ])) {
      await anOrderAt('printify');
      showPrintify({ status: 'partially-fulfilled', shipments: numbers.map((number) => shipment({ number })) });
      for (const webhook of order) await receive('printify', webhook);
      const parcels = 'select tracking_number as number, shipped_at as at from shipment order by shipped_at';
      stories.add(JSON.stringify(await parts.rows(parcels)));
    }
  const story = [
    { number: '1Z1', at: at(3) },
    { number: '1Z2', at: at(5) },
  ];
  expect([...stories].map((one): unknown => JSON.parse(one))).toEqual([story]);
}, 120_000);

it.each([
  ['printify', ofPrintify('order:shipment:created', { carrier: carrier('1Z2') }, 5)],
  ['printful', ofPrintful('shipment_sent', { shipment: { id: 10, tracking_number: '1Z2' } }, 5)],
] as const)('a webhook of %s that overtakes the answer to the submission waits for it', async (provider, webhook) => {
  await anOrderAt(provider);
  delivered[provider]();
  await parts.rows(`update fulfilment set provider_order_id = null, status = 'pending', submitted_at = null`);
  await parts.rows('update customer_order set shipping_address = $1', [address]);
  server.once(/^POST .*\/orders(\.json)?$/, async () => {
    expect(await receive(provider, webhook)).toBe('accepted, ignored');
    return { body: { id: ids.printify, result: { id: Number(ids.printful), status: 'pending' } } };
  });
  server.always(/^POST .*\/send_to_production\.json$/, { body: {} });

  expect(await jobs.runWaiting('submit-fulfilment')).toEqual([{ outcome: 'done' }]);
  await jobs.runWaiting('refresh-fulfilment');
  expect(await parts.rows('select state from webhook_event')).toEqual([{ state: 'processed' }]);
  expect(await parts.rows('select tracking_number as number from shipment')).toEqual([{ number: '1Z2' }]);
});

const longUrl = `https://example.com/track?n=${'1'.repeat(700)}`;

const allButDate = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

describe('a parcel whose tracking changes', () => {
  const partOf = async (orderId: string) => {
    const statement = 'select id as "fulfilmentId", provider from fulfilment where order_id = $1';
    return { orderId, trigger: 'poll', ...(await parts.rows<object>(statement, [orderId]))[0] };
  };
  const read = async (part: object) => expect(await jobs.run('refresh-fulfilment', part)).toEqual({ outcome: 'done' });
  const poll = async (orderId: string) => read(await partOf(orderId));

  it('does not get its former number back from an answer that was overtaken, nor from a late webhook', async () => {
    const orderId = await anOrderAt('printify');
    const parcel = (number: string) => ({ key: number, carrier: 'DHL', trackingNumber: number, trackingUrl: null });
    const answer = (number: string): FulfilmentUpdate[] => [
      { kind: 'parcels_listed', keyedBy: 'tracking', parcels: [parcel(number)], at: null },
      { kind: 'parcel_shipped', parcel: parcel(number), at: new Date(at(3)) },
    ];
    const part = await partOf(orderId);
    const reading = jest.spyOn(parts.get(FulfilmentProviders).get('printify'), 'getUpdates');
    reading.mockResolvedValueOnce(answer('1Z1'));
    await poll(orderId);
    reading.mockImplementationOnce(async () => {
      reading.mockResolvedValueOnce(answer('1Z2'));
      await read({ ...part, trigger: 'webhook' });
      return answer('1Z1');
    });
    await poll(orderId);
    reading.mockResolvedValue(answer('1Z2'));
    await receive('printify', ofPrintify('order:shipment:created', { carrier: carrier('1Z1') }));
    await poll(orderId);
    await receive('printify', ofPrintify('order:shipment:delivered', { carrier: carrier('1Z1') }, 6));
    jest.restoreAllMocks();

    expect(await story(orderId)).toEqual({
      timeline: ['Shipped via DHL — tracking: 1Z1', 'Tracking changed: DHL 1Z1 → DHL 1Z2'],
      status: 'partially_shipped',
      parcels: [{ number: '1Z2' }],
      mails: ['1Z1', '1Z2'],
    });
    // it is still found by that number
    expect(await parts.rows('select delivered_at as at from shipment')).toEqual([{ at: new Date(at(6)) }]);
  });

  it('is found though the clock of the worker that read the order before was a day ahead', async () => {
    const orderId = await anOrderAt('printify');
    const show = (...numbers: string[]) =>
      showPrintify({ status: 'partially-fulfilled', shipments: numbers.map((number) => shipment({ number })) });
    show('1Z1');
    jest.useFakeTimers({ now: Date.now() + 86_400_000, doNotFake: allButDate });
    await poll(orderId).finally(() => jest.useRealTimers());
    show('1Z3', '1Z2');
    await poll(orderId);

    const { parcels } = await story(orderId);
    expect(parcels.map(({ number }) => number).sort()).toEqual(['1Z2', '1Z3']);
  });

  it('shows what is in it, of which a webhook spoke by the number that the order did not have yet', async () => {
    const orderId = await anOrderAt('printify');
    const url = 'https://dhl.example/1Z2';
    showPrintify({ status: 'partially-fulfilled', shipments: [shipment({ number: null, url })] });
    await poll(orderId);
    showPrintify({ status: 'partially-fulfilled', shipments: [shipment({ url })] });
    const data = { carrier: carrier('1Z2'), skus: ['TEE-M'] };
    await receive('printify', ofPrintify('order:shipment:created', data));

    const { fulfilments } = (await parts.get(OrdersReadModel).findDetail(orderId)) ?? {};
    expect(fulfilments?.flatMap(({ shipments }) => shipments)).toMatchObject([
      { trackingNumber: '1Z2', contents: [{ title: 'Tee', variant: 'M / Black', quantity: 1 }] },
    ]);
  });

  it('at Printify is told apart from a second parcel, which the order lists beside the first', async () => {
    const orderId = await anOrderAt('printify');
    showPrintify({ status: 'partially-fulfilled', shipments: [shipment({ number: '1Z1' })] });
    await poll(orderId);
    showPrintify({
      status: 'partially-fulfilled',
      shipments: [shipment({ number: '1 z1' }), shipment({ number: '1Z2' })],
    });
    await poll(orderId);
    showPrintify({
      status: 'partially-fulfilled',
      shipments: [shipment({ number: '1Z3' }), shipment({ number: '1Z2' })],
    });
    await poll(orderId);

    const { timeline, parcels } = await story(orderId);
    expect(timeline?.toSorted()).toEqual([
      'In production at Printify',
      'Shipped via DHL — tracking: 1Z1',
      'Shipped via DHL — tracking: 1Z2',
      'Tracking changed: DHL 1Z1 → DHL 1Z3',
    ]);
    expect(parcels.map(({ number }) => number).sort()).toEqual(['1Z2', '1Z3']);
  });

  it('is told, and found again, though its link is all that is known of it, and is long', async () => {
    const orderId = await anOrderAt('printify');
    const link = (end: string) => ({ carrier: null, number: null, url: `${longUrl}${end}` });
    showPrintify({ status: 'partially-fulfilled', shipments: [link('1')] });
    await poll(orderId);
    await poll(orderId);
    showPrintify({ status: 'partially-fulfilled', shipments: [link('2')] });
    await poll(orderId);

    expect((await story(orderId)).timeline).toEqual([
      'In production at Printify',
      'Shipped by Printify',
      expect.stringMatching(/^Tracking changed: https:\/\/example\.com\/track.{20,80}… → https:/),
    ]);
    expect(await parts.rows('select tracking_url as url from shipment')).toEqual([{ url: `${longUrl}2` }]);
  });

  it('is told when it gets its first number only after it has left', async () => {
    const orderId = await anOrderAt('printify');
    showPrintify({ status: 'partially-fulfilled', shipments: [shipment({ number: null })] });
    await poll(orderId);
    showPrintify({ status: 'partially-fulfilled', shipments: [shipment({ url: 'https://dhl.example/1Z2' })] });
    await poll(orderId);

    expect((await story(orderId)).timeline?.slice(1)).toEqual([
      'Shipped via DHL',
      'Tracking changed: DHL no number → DHL 1Z2',
    ]);
  });
});

type Row = [what: string, webhook: object, show: () => void, outcome: string, sentence: string | null];
const inProduction = () => showPrintify({ status: 'in-production' });
const shipped = (one: object) => () => showPrintify({ status: 'fulfilled', fulfilled_at: at(4), shipments: [one] });

const printifyShapes: Row[] = [
  [
    'that it was sent to production',
    ofPrintify('order:sent-to-production', { shop_id: 1 }),
    inProduction,
    'processed',
    'In production at Printify',
  ],
  ['that it was created', ofPrintify('order:created', {}), inProduction, 'processed', 'In production at Printify'],
  ['without data', ofPrintify('order:updated', null), inProduction, 'processed', 'In production at Printify'],
  [
    'whose data are missing',
    ofPrintify('order:updated', undefined),
    inProduction,
    'processed',
    'In production at Printify',
  ],
  [
    'of a status never seen',
    ofPrintify('order:updated', { status: 'folded' }),
    inProduction,
    'processed',
    'In production at Printify',
  ],
  [
    'of a status that is null',
    ofPrintify('order:updated', { status: null }),
    () => showPrintify({ status: 'had-issues' }),
    'processed',
    'Problem at Printify: Printify reports an issue with the order',
  ],
  [
    'of a topic never seen',
    ofPrintify('order:folded', { folds: 3 }),
    inProduction,
    'processed',
    'In production at Printify',
  ],
  [
    'without a time',
    ofPrintify('order:updated', { status: 'canceled' }, 5, { created_at: null }),
    inProduction,
    'processed',
    'Order cancelled',
  ],
  ['without an id', ofPrintify('order:updated', {}, 5, { id: null }), inProduction, 'failed', null],
  [
    'whose order has no status',
    ofPrintify('order:updated', { status: 'in-production' }),
    () => showPrintify({ status: null }),
    'processed',
    'In production at Printify',
  ],
  [
    'whose order does not say when',
    ofPrintify('order:created', {}),
    () => showPrintify({ status: 'in-production', sent_to_production_at: null }),
    'processed',
    'In production at Printify',
  ],
  [
    'about a parcel without a carrier',
    ofPrintify('order:shipment:created', { shipped_at: at(3), carrier: null }),
    shipped(shipment()),
    'processed',
    'Shipped via DHL — tracking: 1Z2',
  ],
  [
    'about a parcel, without data',
    ofPrintify('order:shipment:created', null),
    shipped(shipment()),
    'processed',
    'Shipped via DHL — tracking: 1Z2',
  ],
  [
    'about one of two parcels, by no number',
    ofPrintify('order:shipment:created', { carrier: null }),
    () => showPrintify({ status: 'partially-fulfilled', shipments: [shipment(), null] }),
    'processed',
    'Shipped via DHL — tracking: 1Z2',
  ],
  [
    'about a parcel of which only a long link is known',
    ofPrintify('order:shipment:created', { carrier: { tracking_url: longUrl } }),
    shipped({ carrier: null, number: null, url: longUrl }),
    'processed',
    'Shipped by Printify',
  ],
  [
    'about a parcel of which nothing is known',
    ofPrintify('order:shipment:delivered', {}),
    shipped({}),
    'processed',
    'Shipped by Printify',
  ],
  [
    'about a carrier in another script',
    ofPrintify('order:shipment:created', { carrier: { code: 'ヤマト運輸', tracking_number: '１２３' } }),
    shipped({ carrier: 'ヤマト運輸', number: '１２３' }),
    'processed',
    'Shipped via ヤマト運輸 — tracking: １２３',
  ],
  [
    'about a product',
    { ...ofPrintify('product:deleted', {}), resource: { id: 'p', type: 'product' } },
    inProduction,
    'ignored',
    null,
  ],
  ['about nothing', ofPrintify('shop:disconnected', {}, 5, { resource: null }), inProduction, 'ignored', null],
  [
    'about an order of somebody else',
    ofPrintify('order:updated', {}, 5, { resource: { id: '1', type: 'order' } }),
    inProduction,
    'ignored',
    null,
  ],
  [
    'about an order that it does not name',
    ofPrintify('order:updated', {}, 5, { resource: null }),
    inProduction,
    'failed',
    null,
  ],
];

const making = () => showPrintful({ status: 'inprocess' });
const left =
  (...shipments: unknown[]) =>
  () =>
    showPrintful({ status: 'fulfilled', items: null }, shipments as object[]);
const theOrder = { id: Number(ids.printful) };
const printfulShapes: Row[] = [
  ['that it was created', ofPrintful('order_created', {}), making, 'processed', 'In production at Printful'],
  [
    'that it was refunded there',
    ofPrintful('order_refunded', { amount: null }),
    () => showPrintful({ status: 'canceled' }),
    'processed',
    'Order cancelled',
  ],
  ['of a type never seen', ofPrintful('order_folded', {}), making, 'processed', 'In production at Printful'],
  [
    'of version 1',
    { type: 'package_shipped', created: 1_650_000_000, retries: 0, store: 12, data: { order: theOrder } },
    left(printfulShipment('1Z2')),
    'processed',
    'Shipped via DHL — tracking: 1Z2',
  ],
  [
    'of a status never seen',
    ofPrintful('order_updated', { order: { ...theOrder, status: 'folded' } }),
    making,
    'processed',
    'In production at Printful',
  ],
  ['of no status', ofPrintful('order_updated', { order: theOrder }), making, 'processed', 'In production at Printful'],
  [
    'without a time',
    ofPrintful('order_updated', {}, 5, { occurred_at: null }),
    making,
    'processed',
    'In production at Printful',
  ],
  [
    'that it failed, without a reason',
    ofPrintful('order_failed', { reason: null }),
    making,
    'processed',
    'Problem at Printful: the order failed',
  ],
  [
    'that it is held, in another script',
    ofPrintful('order_put_hold', { reason: '住所が不完全です。' }),
    making,
    'processed',
    'On hold at Printful: 住所が不完全です。',
  ],
  [
    'that it was cancelled, without a reason',
    ofPrintful('order_canceled', { reason: null }),
    () => showPrintful({ status: 'canceled' }),
    'processed',
    'Order cancelled',
  ],
  ['that it is held no more', ofPrintful('order_remove_hold', {}), making, 'processed', 'In production at Printful'],
  [
    'that a parcel was cancelled, of a status never seen',
    ofPrintful('shipment_canceled', { shipment: { id: 10, status: 'folded' } }),
    making,
    'processed',
    'In production at Printful',
  ],
  [
    'about a carrier in another script',
    ofPrintful('shipment_sent', { shipment: { id: 10, tracking_number: '１２３' } }),
    left(printfulShipment('１２３', { carrier: 'Почта России' })),
    'processed',
    'Shipped via Почта России — tracking: １２３',
  ],
  [
    'that a parcel came back, for a reason from right to left',
    ofPrintful('shipment_returned', { shipment: { id: 10 }, reason: 'العنوان غير صحيح' }),
    left(printfulShipment('1Z2')),
    'processed',
    'Problem at Printful: \u2068a parcel came back: العنوان غير صحيح\u2069',
  ],
  [
    'about a parcel that is not there',
    ofPrintful('shipment_sent', { shipment: null }),
    left(printfulShipment('1Z2')),
    'processed',
    'Shipped via DHL — tracking: 1Z2',
  ],
  [
    'about a parcel of which only the id is known',
    ofPrintful('shipment_sent', { shipment: { id: 10 } }),
    left({ id: 10, shipment_status: 'shipped', shipped_at: at(3) }),
    'processed',
    'Shipped by Printful',
  ],
  [
    'about a parcel among some that cannot be read',
    ofPrintful('shipment_delivered', { shipment: {} }),
    left(null, {}, printfulShipment('1Z2', { delivered_at: at(4) })),
    'processed',
    'Delivered',
  ],
  [
    'that a parcel came back, without saying which',
    ofPrintful('shipment_returned', { shipment: null, reason: 'wrong address' }),
    making,
    'processed',
    'Problem at Printful: a parcel came back: wrong address',
  ],
  [
    'whose order has no status',
    ofPrintful('order_updated', {}),
    () => showPrintful({ status: null, items: [null], shipments: null }),
    'processed',
    'In production at Printful',
  ],
  [
    'about the catalogue',
    { ...ofPrintful('catalog_stock_updated', {}), data: { product: {} } },
    making,
    'ignored',
    null,
  ],
  ['about nothing', { ...ofPrintful('catalog_stock_updated', {}), data: null }, making, 'ignored', null],
  ['about an order that it does not name', { ...ofPrintful('order_failed', {}), data: {} }, making, 'failed', null],
];

describe.each([
  ['printify', printifyShapes],
  ['printful', printfulShapes],
] as const)('a webhook of %s', (provider, shapes) => {
  it.each(shapes)('%s is kept, read and told', async (_what, webhook, show, state, sentence) => {
    const orderId = await anOrderAt(provider);
    show();

    expect(await receive(provider, webhook)).toBe(`accepted, ${state}`);
    expect(await jobs.waiting('refresh-fulfilment')).toEqual([]);
    const { timeline } = await story(orderId);
    if (sentence === null) expect(timeline).toEqual([]);
    else expect(timeline).toContain(sentence);
    const lost = await parts.rows(`select 1 from metric_counter where name like '%lost%' and value > 0`);
    expect(lost).toEqual([]);
    if (state === 'failed')
      expect(await parts.rows(`select 1 from activity_log where event_type = 'webhook.failed'`)).toHaveLength(1);
  });
});
