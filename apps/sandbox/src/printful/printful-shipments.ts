import type { Parcel, ParcelLine, ProviderOrder } from '../providers/provider-order.js';
import { printfulTime } from './printful-time.js';

const api = 'https://api.printful.com/v2';

/** The parcels of an order as version 2 of Printful's API lists them. */
export function printfulShipments(order: ProviderOrder, { limit, offset }: { limit: number; offset: number }) {
  const self = `${api}/orders/${order.id}/shipments?limit=${limit}&offset=${offset}`;
  return {
    data: order.parcels.slice(offset, offset + limit).map((parcel) => shipment(order, parcel)),
    _links: { self: { href: self } },
    paging: { total: order.parcels.length, offset, limit },
  };
}

function shipment(order: ProviderOrder, parcel: Parcel) {
  return {
    id: parcel.id,
    order_id: Number(order.id),
    order_external_id: order.externalId,
    carrier: parcel.carrier,
    service: parcel.service,
    shipment_status: parcel.returnedAt === null ? 'shipped' : 'returned',
    shipped_at: printfulTime(parcel.shippedAt),
    delivery_status: deliveryStatus(parcel),
    delivered_at: parcel.deliveredAt === null ? null : printfulTime(parcel.deliveredAt),
    departure_address: { country_name: 'United Kingdom', country_code: 'GB', state_code: '' },
    is_reshipment: parcel.isReshipment,
    tracking_number: parcel.trackingNumber,
    tracking_url: parcel.trackingUrl,
    tracking_events: [{ triggered_at: printfulTime(parcel.shippedAt), description: 'Shipment picked up' }],
    estimated_delivery: null,
    shipment_items: parcel.lines.map((line, index) => shipmentItem(order, parcel, line, index)),
    _links: {
      self: { href: `${api}/shipments/${parcel.id}` },
      order: { href: `${api}/orders/${order.id}` },
    },
  };
}

function shipmentItem(order: ProviderOrder, parcel: Parcel, { lineId, quantity }: ParcelLine, index: number) {
  return {
    id: parcel.id * 10 + index,
    order_item_id: lineId,
    order_item_external_id: null,
    order_item_name: order.lines.find(({ id }) => id === lineId)?.title ?? null,
    quantity,
    _links: { order_item: { href: `${api}/orders/${order.id}/order-items/${lineId}` } },
  };
}

function deliveryStatus({ deliveredAt, returnedAt }: Parcel): string {
  if (returnedAt !== null) return 'return_to_sender';
  return deliveredAt === null ? 'in_transit' : 'delivered';
}
