import { describe, expect, it } from '@jest/globals';
import type { OrderState } from '../../../../apps/sandbox/src/orders/provider-order.js';
import { withBody } from '../../../../test/support/recording-proxy.js';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { never } from '../../test/a-submission.js';
import { placeOrder } from '../../test/place-order.js';
import { printfulAt } from '../../test/printful-at.js';

const sandbox = useSandbox();
const server = sandbox.printful;
const place = (state: OrderState) => placeOrder(sandbox.services, 'printful', state);
const readAll = (orderId: string) => printfulAt(server).getUpdates(orderId, never);
/** Without what is in the parcels. */
const read = async (orderId: string) => (await readAll(orderId)).filter(({ kind }) => kind !== 'parcel_packed');
const at = (text: string) => new Date(text);

const shipment = (id: number, more: Record<string, unknown> = {}) => ({
  id,
  order_id: 4235,
  carrier: 'FEDEX',
  shipment_status: 'shipped',
  shipped_at: `2026-02-2${id}T10:00:00Z`,
  delivery_status: 'in_transit',
  delivered_at: null,
  tracking_number: `10000${id}`,
  tracking_url: `\u200Bhttps://www.fedex.com/?t=10000${id}`,
  ...more,
});
const toTheSecond = (time: string) => new Date(Math.floor(Date.parse(time) / 1_000) * 1_000);
const parcel = (id: number) => ({
  key: String(id),
  carrier: 'FedEx',
  trackingNumber: `10000${id}`,
  trackingUrl: `https://www.fedex.com/?t=10000${id}`,
});

const listed = (...parcels: unknown[]) => ({ kind: 'parcels_listed', keyedBy: 'id', parcels, at: null });

/** Plans an order with these fields. */
const planOrder = (fields: object) =>
  server.once(
    /^GET \/orders/,
    withBody((body: { result: object }) => ({ ...body, result: { ...body.result, ...fields } })),
  );

/** Reads an order whose parcels are planned. */
function readWith(state: OrderState, shipments: object[]) {
  server.once(
    /shipments$/,
    withBody((body: object) => ({ ...body, data: shipments })),
  );
  return read(place(state).id);
}

describe("the updates of Printful's order", () => {
  it.each([
    ['draft', []],
    ['accepted', []],
    ['in_production', [{ kind: 'in_production', at: null }]],
    ['on_hold', [{ kind: 'on_hold', reason: 'it is waiting for an answer to Printful', at: null }]],
    ['problem', [{ kind: 'problem', reason: 'the order failed', at: null }]],
    ['cancelled', [{ kind: 'cancelled', reason: null, at: null }]],
  ] as const)('of an order that is %s are read without its shipments', async (state, updates) => {
    const { id } = place(state);

    expect(await read(id)).toEqual(updates);
    expect(server.requestLines).toEqual([`GET /orders/${id}`]);
  });

  it.each(['inreview', 'a status of next year'])('of an order that is %s are none', async (status) => {
    const { id } = place('accepted');
    server.once(/orders/, { body: { code: 200, result: { id: Number(id), status, items: [], shipments: [] } } });

    expect(await read(id)).toEqual([]);
    expect(server.requestLines).toEqual([`GET /orders/${id}`]);
  });

  it('name the goods an order on hold is waiting for', async () => {
    planOrder({ items: [{ sync_variant_id: 1, quantity: 1, name: 'T-shirt / M', out_of_stock: true }] });

    expect(await read(place('on_hold').id)).toEqual([
      { kind: 'on_hold', reason: 'insufficient stock for T-shirt / M', at: null },
    ]);
  });

  it('of an order in two parcels name both, and the one that was delivered', async () => {
    const order = place('partly_shipped');
    for (const action of ['advance', 'deliver'] as const) sandbox.services.lifecycle.act(order, action);
    const [delivered, underway] = order.parcels.map((parcel) => ({
      shippedAt: toTheSecond(parcel.shippedAt),
      deliveredAt: toTheSecond(parcel.deliveredAt ?? ''),
      parcel: {
        key: String(parcel.id),
        carrier: 'DHL',
        trackingNumber: parcel.trackingNumber,
        trackingUrl: parcel.trackingUrl,
      },
    }));

    expect(await read(order.id)).toEqual([
      { kind: 'in_production', at: delivered?.shippedAt },
      listed(delivered?.parcel, underway?.parcel),
      { kind: 'parcel_shipped', parcel: delivered?.parcel, at: delivered?.shippedAt },
      { kind: 'parcel_delivered', parcel: delivered?.parcel, at: delivered?.deliveredAt },
      { kind: 'parcel_shipped', parcel: underway?.parcel, at: underway?.shippedAt },
      { kind: 'all_shipped', at: underway?.shippedAt },
    ]);
  });

  it('of a delivered order are its whole history, oldest first', async () => {
    const delivered = { delivery_status: 'delivered', delivered_at: '2026-02-26T09:00:00Z' };

    expect(await readWith('shipped', [shipment(1, delivered), shipment(3)])).toEqual([
      { kind: 'in_production', at: at('2026-02-21T10:00:00Z') },
      listed(parcel(1), parcel(3)),
      { kind: 'parcel_shipped', parcel: parcel(1), at: at('2026-02-21T10:00:00Z') },
      { kind: 'parcel_delivered', parcel: parcel(1), at: at('2026-02-26T09:00:00Z') },
      { kind: 'parcel_shipped', parcel: parcel(3), at: at('2026-02-23T10:00:00Z') },
      { kind: 'all_shipped', at: at('2026-02-23T10:00:00Z') },
    ]);
  });

  it('distinguish a replacement parcel from the first one', async () => {
    const updates = await readWith('shipped', [
      shipment(1),
      shipment(2, { is_reshipment: true, tracking_number: '100001' }),
    ]);

    expect(updates.flatMap((one) => (one.kind === 'parcel_shipped' ? [one.parcel.key] : []))).toEqual(['1', '2']);
  });

  it('include returned and unsendable parcels, but none that is not packed yet', async () => {
    const goods = { shipment_items: [{ order_item_name: 'T-shirt / M' }, { order_item_name: null }] };
    const kinds = [
      shipment(1, { shipment_status: 'returned' }),
      shipment(2, { shipment_status: 'outstock', ...goods }),
      shipment(3, { shipment_status: 'pending', shipped_at: null }),
    ];

    expect(await readWith('partly_shipped', kinds)).toEqual([
      { kind: 'in_production', at: at('2026-02-21T10:00:00Z') },
      listed(parcel(1)),
      { kind: 'parcel_shipped', parcel: parcel(1), at: at('2026-02-21T10:00:00Z') },
      { kind: 'parcel_returned', parcel: parcel(1), reason: 'a parcel came back', at: null },
      { kind: 'problem', reason: 'insufficient stock for T-shirt / M and an item', at: null },
    ]);
  });

  it.each<[string, unknown, { value: string; quantity: number | null }[]]>([
    ['by the variant of the item of the order', [{ order_item_id: 7, quantity: 2 }], [{ value: '11', quantity: 2 }]],
    ['without a number that is missing', [{ order_item_id: 7 }], [{ value: '11', quantity: null }]],
    [
      'as unknown where no item of the order is meant',
      [{ order_item_id: 8, quantity: 1 }],
      [{ value: '', quantity: 1 }],
    ],
    ['as none where the list is empty', [], []],
  ])('name the goods of a parcel %s', async (_, shipment_items, items) => {
    planOrder({ items: [{ id: 7, sync_variant_id: 11, name: 'Tee' }] });
    server.once(
      /shipments$/,
      withBody((body: object) => ({ ...body, data: [shipment(1, { shipment_items })] })),
    );
    const updates = await readAll(place('shipped').id);
    expect(updates.filter(({ kind }) => kind === 'parcel_packed')).toEqual(
      items.length === 0
        ? []
        : [{ kind: 'parcel_packed', key: '1', items: items.map((item) => ({ by: 'variantId', ...item })), at: null }],
    );
  });

  it('of many parcels are read page by page', async () => {
    const order = place('shipped');
    for (let returned = 0; returned < 119; returned++) sandbox.services.lifecycle.act(order, 'reship');

    const updates = await read(order.id);
    expect(updates).toHaveLength(3 + 120 + 119);
    expect(updates.filter(({ kind }) => kind === 'parcel_shipped')).toHaveLength(120);
    expect(server.requests.slice(1).map(({ query }) => query.get('offset'))).toEqual(['0', '100']);
  });

  it('of an order that does not exist fail', async () => {
    await expect(read('1')).rejects.toThrow('not found');
  });
});
