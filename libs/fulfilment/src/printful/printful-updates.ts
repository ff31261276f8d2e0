import type { FulfilmentUpdate, ParcelItem } from '../provider/provider.js';
import { joinNames } from '../provider/reasons.js';
import { shortageOf, type PrintfulOrder } from './printful-order.js';
import { toParcel, type PrintfulShipment } from './printful-shipment.js';

/** Whether an order may have parcels, which take another request. */
export const mayHaveParcels = ({ status, shipments }: PrintfulOrder): boolean =>
  status === 'partial' || status === 'fulfilled' || shipments.length > 0;

/** Everything an order and its shipments say has happened, in order. */
export function toUpdates(order: PrintfulOrder, shipments: PrintfulShipment[]): FulfilmentUpdate[] {
  return [
    ...productionUpdates(order, shipments),
    ...parcelsListed(shipments),
    ...shipments.flatMap((shipment) => packedUpdates(order, shipment)),
    ...shipments.flatMap(updatesFromShipment),
    ...statusUpdates(order, shipments),
  ];
}

/** Those that have left: others are still being packed. */
function parcelsListed(shipments: PrintfulShipment[]): FulfilmentUpdate[] {
  const left = shipments.filter(
    ({ shipment_status }) => shipment_status === 'shipped' || shipment_status === 'returned',
  );
  return left.length === 0 ? [] : [{ kind: 'parcels_listed', keyedBy: 'id', parcels: left.map(toParcel), at: null }];
}

function packedUpdates({ items: ordered }: PrintfulOrder, shipment: PrintfulShipment): FulfilmentUpdate[] {
  const items = shipment.shipment_items.map(({ order_item_id, quantity }): ParcelItem => {
    const item = ordered.find(({ id }) => id !== null && id === order_item_id);
    return { by: 'variantId', value: item?.sync_variant_id ?? '', quantity: quantity ?? null };
  });
  return items.length === 0 ? [] : [{ kind: 'parcel_packed', key: toParcel(shipment).key, items, at: null }];
}

function productionUpdates({ status }: PrintfulOrder, shipments: PrintfulShipment[]): FulfilmentUpdate[] {
  if (status === 'inprocess') return [{ kind: 'in_production', at: null }];
  // Printful does not report when production began, so the first shipping time stands for it
  const isInProgress = status === 'partial' || status === 'fulfilled';
  return isInProgress ? [{ kind: 'in_production', at: shippingTime(shipments, Math.min) }] : [];
}

function updatesFromShipment(shipment: PrintfulShipment): FulfilmentUpdate[] {
  const parcel = toParcel(shipment);
  switch (shipment.shipment_status) {
    case 'shipped':
      return [{ kind: 'parcel_shipped', parcel, at: shippedAt(shipment) }, ...deliveredUpdates(shipment)];
    case 'returned':
      return [
        { kind: 'parcel_shipped', parcel, at: shippedAt(shipment) },
        { kind: 'parcel_returned', parcel, reason: returnedReason(null), at: null },
      ];
    case 'outstock': {
      const names = shipment.shipment_items.map(({ order_item_name }) => order_item_name ?? 'an item');
      return [{ kind: 'problem', reason: `insufficient stock for ${joinNames(names) || 'a parcel'}`, at: null }];
    }
    default:
      return [];
  }
}

function deliveredUpdates(shipment: PrintfulShipment): FulfilmentUpdate[] {
  const { delivery_status, delivered_at } = shipment;
  const isDelivered = delivery_status === 'delivered' || delivered_at !== null;
  return isDelivered ? [{ kind: 'parcel_delivered', parcel: toParcel(shipment), at: delivered_at }] : [];
}

/** Falls back to the delivery time when Printful gives no shipping time. */
const shippedAt = ({ shipped_at, delivered_at }: PrintfulShipment) => shipped_at ?? delivered_at;

export const returnedReason = (cause: string | null) => (cause ? `a parcel came back: ${cause}` : 'a parcel came back');
export const failedReason = 'the order failed';
export const onHoldReason = 'it is waiting for an answer to Printful';

function statusUpdates(order: PrintfulOrder, shipments: PrintfulShipment[]): FulfilmentUpdate[] {
  switch (order.status) {
    case 'fulfilled':
      return [{ kind: 'all_shipped', at: shippingTime(shipments, Math.max) }];
    case 'onhold':
      return [{ kind: 'on_hold', reason: shortageOf(order)?.reason ?? onHoldReason, at: null }];
    case 'failed':
      return [{ kind: 'problem', reason: shortageOf(order)?.reason ?? failedReason, at: null }];
    case 'canceled':
      return [{ kind: 'cancelled', reason: null, at: null }];
    default:
      return [];
  }
}

function shippingTime(shipments: PrintfulShipment[], pick: (...times: number[]) => number): Date | null {
  const times = shipments.flatMap(({ shipped_at }) => (shipped_at ? [shipped_at.getTime()] : []));
  return times.length === 0 ? null : new Date(pick(...times));
}
