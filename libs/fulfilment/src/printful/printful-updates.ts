import type { FulfilmentUpdate } from '../provider/provider.js';
import { joinNames } from '../provider/reasons.js';
import { shortageOf, type PrintfulOrder } from './printful-order.js';
import { parcelOf, type PrintfulShipment } from './printful-shipment.js';

/** Whether an order may have parcels, so that they are worth a request. */
export const mayHaveParcels = ({ status, shipments }: PrintfulOrder): boolean =>
  status === 'partial' || status === 'fulfilled' || (shipments ?? []).length > 0;

/** All that an order and its shipments say has happened, in that order. */
export function toUpdates(order: PrintfulOrder, shipments: PrintfulShipment[]): FulfilmentUpdate[] {
  return [...production(order, shipments), ...shipments.flatMap(parcelUpdates), ...rest(order, shipments)];
}

function production({ status }: PrintfulOrder, shipments: PrintfulShipment[]): FulfilmentUpdate[] {
  if (status === 'inprocess') return [{ kind: 'in_production', at: null }];
  // When it began is not told; at the latest it was when the first parcel left.
  const isUnderWay = status === 'partial' || status === 'fulfilled';
  return isUnderWay ? [{ kind: 'in_production', at: edgeOf(shipments, Math.min) }] : [];
}

function parcelUpdates(shipment: PrintfulShipment): FulfilmentUpdate[] {
  const parcel = parcelOf(shipment);
  switch (shipment.shipment_status) {
    case 'shipped':
      return [{ kind: 'parcel_shipped', parcel, at: shippedAt(shipment) }, ...deliveryOf(shipment)];
    case 'returned':
      return [
        { kind: 'parcel_shipped', parcel, at: shippedAt(shipment) },
        { kind: 'parcel_returned', parcel, reason: returned(null), at: null },
      ];
    case 'outstock': {
      const names = (shipment.shipment_items ?? []).map(({ order_item_name }) => order_item_name ?? 'an item');
      return [{ kind: 'problem', reason: `insufficient stock for ${joinNames(names) || 'a parcel'}`, at: null }];
    }
    default:
      return [];
  }
}

function deliveryOf(shipment: PrintfulShipment): FulfilmentUpdate[] {
  const { delivery_status, delivered_at } = shipment;
  const isDelivered = delivery_status === 'delivered' || delivered_at !== null;
  return isDelivered ? [{ kind: 'parcel_delivered', parcel: parcelOf(shipment), at: delivered_at }] : [];
}

/** What is not told when it left did so at the latest when it was delivered. */
const shippedAt = ({ shipped_at, delivered_at }: PrintfulShipment) => shipped_at ?? delivered_at;

export const returned = (why: string | null) => (why ? `a parcel came back: ${why}` : 'a parcel came back');
export const failed = 'the order failed';
export const heldBack = 'it waits for an answer to Printful';

function rest(order: PrintfulOrder, shipments: PrintfulShipment[]): FulfilmentUpdate[] {
  switch (order.status) {
    case 'fulfilled':
      return [{ kind: 'all_shipped', at: edgeOf(shipments, Math.max) }];
    case 'onhold':
      return [{ kind: 'on_hold', reason: shortageOf(order) ?? heldBack, at: null }];
    case 'failed':
      return [{ kind: 'problem', reason: shortageOf(order) ?? failed, at: null }];
    case 'canceled':
      return [{ kind: 'cancelled', reason: null, at: null }];
    default:
      return [];
  }
}

function edgeOf(shipments: PrintfulShipment[], edge: (...times: number[]) => number): Date | null {
  const times = shipments.flatMap(({ shipped_at }) => (shipped_at ? [shipped_at.getTime()] : []));
  return times.length === 0 ? null : new Date(edge(...times));
}
