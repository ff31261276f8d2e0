import { carrierName } from '../provider/carriers.js';
import { toParcelKey } from '../provider/parcel-key.js';
import type { ShipmentInfo, FulfilmentUpdate } from '../provider/provider.js';
import type { PrintifyOrder, PrintifyShipment } from './printify-order.js';

/** Every new order is on hold until it is sent to production; only an older one is really held. */
const newOrderMs = 10 * 60_000;

export const onHold = { kind: 'on_hold', reason: 'it is waiting for an action in Printify' } as const;
export const notPaid = { kind: 'on_hold', reason: 'Printify could not take its payment' } as const;
export const hadIssues = { kind: 'problem', reason: 'Printify reports an issue with the order' } as const;

/** Printify gives parcels no id and writes carriers in mixed case: the tracking number is the key, or else what there is. */
export function toParcel({ carrier, number, url }: Omit<PrintifyShipment, 'delivered_at'>): ShipmentInfo {
  const key = toParcelKey(number ?? url ?? carrier ?? 'untracked');
  return { key, carrier: carrierName(carrier), trackingNumber: number, trackingUrl: url };
}

/** Everything an order says has happened, in order. `now` is by our clock. */
export function toUpdates(order: PrintifyOrder, now: Date): FulfilmentUpdate[] {
  return [
    ...productionUpdates(order),
    ...(order.shipments.length === 0 ? [] : [parcelsListed(order.shipments)]),
    ...order.shipments.flatMap((shipment) => parcelUpdates(order, shipment)),
    ...statusUpdates(order, now),
  ];
}

const parcelsListed = (shipments: PrintifyShipment[]): FulfilmentUpdate => ({
  ...{ kind: 'parcels_listed', keyedBy: 'tracking', at: null },
  parcels: shipments.map(toParcel),
});

function productionUpdates({ status, sent_to_production_at }: PrintifyOrder): FulfilmentUpdate[] {
  if (status === 'sending-to-production') return [{ kind: 'released', at: null }];
  // Printify does not say when it began: after it was sent there, and before anything was shipped
  const isInProgress = ['in-production', 'partially-fulfilled', 'fulfilled'].includes(status);
  return isInProgress ? [{ kind: 'in_production', at: sent_to_production_at }] : [];
}

function parcelUpdates(order: PrintifyOrder, shipment: PrintifyShipment): FulfilmentUpdate[] {
  const parcel = toParcel(shipment);
  const delivered = shipment.delivered_at;
  const shipped: FulfilmentUpdate = { kind: 'parcel_shipped', parcel, at: shippedAt(order, delivered) };
  return delivered ? [shipped, { kind: 'parcel_delivered', parcel, at: delivered }] : [shipped];
}

/**
 * Printify does not say when a parcel left. An order's only parcel left when the order was fulfilled; any other, at the
 * latest, when it was delivered.
 */
function shippedAt({ shipments, fulfilled_at }: PrintifyOrder, delivered: Date | null): Date | null {
  const fulfilled = shipments.length === 1 ? fulfilled_at : null;
  if (!fulfilled || !delivered) return fulfilled ?? delivered;
  return fulfilled < delivered ? fulfilled : delivered;
}

function statusUpdates(order: PrintifyOrder, now: Date): FulfilmentUpdate[] {
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
  sent_to_production_at === null && created_at !== null && now.getTime() - created_at.getTime() < newOrderMs;
