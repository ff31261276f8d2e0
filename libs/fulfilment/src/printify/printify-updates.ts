import { carrierName } from '../provider/carriers.js';
import type { Parcel, FulfilmentUpdate } from '../provider/provider.js';
import type { PrintifyOrder, PrintifyShipment } from './printify-order.js';

/** Every order is on hold at first, until it is sent to production: only later does it mean anything. */
const draftMs = 10 * 60_000;

export const onHold = { kind: 'on_hold', reason: 'it waits for an action in Printify' } as const;
export const notPaid = { kind: 'on_hold', reason: 'Printify could not take its payment' } as const;
export const hadIssues = { kind: 'problem', reason: 'had issues' } as const;

/**
 * A parcel by its tracking number: Printify gives no id of it, and writes its carrier now large, now small. One without
 * a number is known by what there is.
 */
export function parcelOf(shipment: Pick<PrintifyShipment, 'carrier' | 'number' | 'url'>): Parcel {
  const { carrier, number, url } = shipment;
  const key = (number ?? url ?? carrier ?? 'untracked').replaceAll(/\s+/g, '').toUpperCase().slice(0, 255);
  return { key, carrier: carrierName(carrier), trackingNumber: number, trackingUrl: url };
}

/** All that an order says has happened to it, in that order. `now` by our clock. */
export function toUpdates(order: PrintifyOrder, now: Date): FulfilmentUpdate[] {
  return [
    ...production(order),
    ...order.shipments.flatMap((shipment) => parcelUpdates(order, shipment)),
    ...rest(order, now),
  ];
}

function production({ status, sent_to_production_at }: PrintifyOrder): FulfilmentUpdate[] {
  if (status === 'sending-to-production') return [{ kind: 'released', at: null }];
  if (status === 'in-production') return [{ kind: 'in_production', at: null }];
  // When it began is not told; it was after it was sent there, and before anything was shipped.
  const isUnderWay = status === 'partially-fulfilled' || status === 'fulfilled';
  return isUnderWay ? [{ kind: 'in_production', at: sent_to_production_at }] : [];
}

function parcelUpdates(order: PrintifyOrder, shipment: PrintifyShipment): FulfilmentUpdate[] {
  const parcel = parcelOf(shipment);
  const delivered = shipment.delivered_at;
  const shipped: FulfilmentUpdate = { kind: 'parcel_shipped', parcel, at: shippedAt(order, delivered) };
  return delivered ? [shipped, { kind: 'parcel_delivered', parcel, at: delivered }] : [shipped];
}

/**
 * Printify does not tell when a parcel left. The only one of an order left when the order was fulfilled; any other at
 * the latest when it was delivered.
 */
function shippedAt({ shipments, fulfilled_at }: PrintifyOrder, delivered: Date | null): Date | null {
  const fulfilled = shipments.length === 1 ? fulfilled_at : null;
  if (!fulfilled || !delivered) return fulfilled ?? delivered;
  return fulfilled < delivered ? fulfilled : delivered;
}

function rest(order: PrintifyOrder, now: Date): FulfilmentUpdate[] {
  switch (order.status) {
    case 'fulfilled':
      return [{ kind: 'all_shipped', at: order.fulfilled_at }];
    case 'on-hold':
      return isDraft(order, now) ? [] : [{ ...onHold, at: null }];
    case 'payment-not-received':
      return [{ ...notPaid, at: null }];
    case 'had-issues':
      return [{ ...hadIssues, at: null }];
    case 'canceled':
      return [{ kind: 'cancelled', reason: null, at: null }];
    default:
      return [];
  }
}

const isDraft = ({ sent_to_production_at, created_at }: PrintifyOrder, now: Date): boolean =>
  sent_to_production_at === null && created_at !== null && now.getTime() - created_at.getTime() < draftMs;
