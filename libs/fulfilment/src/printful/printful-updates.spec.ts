import { describe, expect, it } from '@jest/globals';
import { never } from '../../test/a-submission.js';
import { usePrintfulStub } from '../../test/use-printful-stub.js';

const { stub, server, printful } = usePrintfulStub();
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
const parcel = (id: number) => ({
  key: String(id),
  carrier: 'FedEx',
  trackingNumber: `10000${id}`,
  trackingUrl: `https://www.fedex.com/?t=10000${id}`,
});

function read(status: string, shipments: Record<string, unknown>[] = [], items: Record<string, unknown>[] = []) {
  stub.shipments = shipments;
  return printful().getUpdates(String(stub.addOrder({ status, items }).id), never);
}

describe("the updates of Printful's order", () => {
  it.each([
    ['draft', []],
    ['inreview', []],
    ['pending', []],
    ['inprocess', [{ kind: 'in_production', at: null }]],
    ['onhold', [{ kind: 'on_hold', reason: 'it waits for an answer to Printful', at: null }]],
    ['failed', [{ kind: 'problem', reason: 'the order failed', at: null }]],
    ['canceled', [{ kind: 'cancelled', reason: null, at: null }]],
    ['a status of next year', []],
  ])('of an order that is %s are read without its shipments', async (status, updates) => {
    expect(await read(status)).toEqual(updates);
    expect(server.requestLines).toEqual(['GET /orders/4235']);
  });

  it('name the goods an order on hold is waiting for', async () => {
    const items = [{ sync_variant_id: 1, quantity: 1, name: 'T-shirt / M', out_of_stock: true }];

    expect(await read('onhold', [], items)).toEqual([
      { kind: 'on_hold', reason: 'insufficient stock for T-shirt / M', at: null },
    ]);
  });

  it('of a delivered order are its whole history, oldest first', async () => {
    const delivered = { delivery_status: 'delivered', delivered_at: '2026-02-26T09:00:00Z' };

    expect(await read('fulfilled', [shipment(1, delivered), shipment(3)])).toEqual([
      { kind: 'in_production', at: at('2026-02-21T10:00:00Z') },
      { kind: 'parcel_shipped', parcel: parcel(1), at: at('2026-02-21T10:00:00Z') },
      { kind: 'parcel_delivered', parcel: parcel(1), at: at('2026-02-26T09:00:00Z') },
      { kind: 'parcel_shipped', parcel: parcel(3), at: at('2026-02-23T10:00:00Z') },
      { kind: 'all_shipped', at: at('2026-02-23T10:00:00Z') },
    ]);
  });

  it('distinguish a replacement parcel from the first one', async () => {
    const updates = await read('fulfilled', [
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

    expect(await read('partial', kinds)).toEqual([
      { kind: 'in_production', at: at('2026-02-21T10:00:00Z') },
      { kind: 'parcel_shipped', parcel: parcel(1), at: at('2026-02-21T10:00:00Z') },
      { kind: 'parcel_returned', parcel: parcel(1), reason: 'a parcel came back', at: null },
      { kind: 'problem', reason: 'insufficient stock for T-shirt / M and an item', at: null },
    ]);
  });

  it('of many parcels are read page by page', async () => {
    const many = Array.from({ length: 120 }, (_, n) => shipment(n, { shipped_at: null }));

    expect(await read('fulfilled', many)).toHaveLength(122);
    expect(server.requests.slice(1).map(({ query }) => query.get('offset'))).toEqual(['0', '100']);
  });

  it('of an order that does not exist fail', async () => {
    await expect(printful().getUpdates('1', never)).rejects.toThrow('not found');
  });
});
