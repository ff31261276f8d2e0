import { createParcel } from './parcels.js';
import {
  isUnderway,
  splitInTwo,
  type OrderEvent,
  type OrderState,
  type Parcel,
  type ParcelLine,
  type ProviderOrder,
} from './provider-order.js';

/** Something a person or a test can do to an order. */
interface OrderAction {
  label: string;
  /** The reason a provider gives, unless the caller gives one. */
  defaultReason?: string;
  isPossible: (order: ProviderOrder) => boolean;
  /** Changes the order. `now` is ISO 8601. */
  apply: (order: ProviderOrder, now: string, reason: string) => OrderEvent[];
}

const isIn = ({ state }: ProviderOrder, ...states: OrderState[]) => states.includes(state);
const isHalted = (order: ProviderOrder) => isIn(order, 'on_hold', 'unpaid', 'problem');
const canHalt = (order: ProviderOrder) => isIn(order, 'accepted', 'in_production', 'partly_shipped');

const actions = {
  advance: {
    label: 'Next step',
    isPossible: canAdvance,
    apply: (order, now) => {
      if (isIn(order, 'accepted')) return startProduction(order);
      return isIn(order, 'in_production', 'partly_shipped')
        ? shipNextParcel(order, now)
        : deliverNextParcel(order, now);
    },
  },
  ship_in_two: {
    label: 'Ship in two parcels',
    isPossible: (order) => isIn(order, 'accepted', 'in_production') && splitInTwo(order.lines) !== null,
    apply: (order, now) => {
      order.plannedParcels = splitInTwo(order.lines) ?? order.plannedParcels;
      return [...(isIn(order, 'accepted') ? startProduction(order) : []), ...shipNextParcel(order, now)];
    },
  },
  deliver: {
    label: 'Deliver',
    isPossible: (order) => !isIn(order, 'cancelled') && order.parcels.some(isUnderway),
    apply: deliverNextParcel,
  },
  reship: {
    label: 'Return and ship again',
    defaultReason: 'nobody was there to take it',
    isPossible: (order) => !isIn(order, 'cancelled') && order.parcels.some(({ returnedAt }) => returnedAt === null),
    apply: (order, now, reason) => {
      const returned = order.parcels.findLast(({ returnedAt }) => returnedAt === null);
      if (!returned) return [];
      returned.returnedAt = now;
      order.reason = reason;
      const parcel = addParcel(order, returned.lines, now);
      parcel.isReshipment = true;
      return [
        { kind: 'parcel_returned', parcel: returned },
        { kind: 'parcel_shipped', parcel },
      ];
    },
  },
  hold: {
    label: 'Hold',
    defaultReason: 'shipping address is incomplete',
    isPossible: canHalt,
    apply: (order, _now, reason) => halt(order, 'on_hold', reason),
  },
  decline_payment: {
    label: 'Decline the payment',
    defaultReason: 'the card was declined',
    // Printify charges when an order is sent to production; Printful has no such state
    isPossible: (order) => order.provider === 'printify' && isIn(order, 'accepted'),
    apply: (order, _now, reason) => halt(order, 'unpaid', reason),
  },
  release: {
    label: 'Release',
    isPossible: isHalted,
    apply: (order) => {
      const from = order.state;
      order.state = order.haltedState ?? 'accepted';
      order.haltedState = null;
      order.reason = null;
      return [{ kind: 'released', from }];
    },
  },
  fail: {
    label: 'Report a problem',
    defaultReason: 'the print file cannot be used',
    isPossible: canHalt,
    apply: (order, _now, reason) => halt(order, 'problem', reason),
  },
  cancel: {
    label: 'Cancel',
    defaultReason: 'cancelled by the provider',
    isPossible: (order) => !isIn(order, 'shipped', 'cancelled'),
    apply: (order, _now, reason) => {
      order.state = 'cancelled';
      order.reason = reason;
      return [{ kind: 'cancelled' }];
    },
  },
} satisfies Record<string, OrderAction>;

export type OrderActionName = keyof typeof actions;
export const orderActions: Record<OrderActionName, OrderAction> = actions;
export const orderActionNames = Object.keys(actions) as [OrderActionName, ...OrderActionName[]];

/** Whether an order has a next step that comes by itself. */
export function canAdvance(order: ProviderOrder): boolean {
  return canHalt(order) || (isIn(order, 'shipped') && order.parcels.some(isUnderway));
}

function startProduction(order: ProviderOrder): OrderEvent[] {
  order.state = 'in_production';
  return [{ kind: 'in_production' }];
}

function shipNextParcel(order: ProviderOrder, now: string): OrderEvent[] {
  const parcel = addParcel(order, order.plannedParcels.shift() ?? [], now);
  order.state = order.plannedParcels.length > 0 ? 'partly_shipped' : 'shipped';
  if (order.state === 'shipped') order.fulfilledAt = now;
  return [{ kind: 'parcel_shipped', parcel }, { kind: order.state }];
}

function deliverNextParcel(order: ProviderOrder, now: string): OrderEvent[] {
  const parcel = order.parcels.find(isUnderway);
  if (!parcel) return [];
  parcel.deliveredAt = now;
  return [{ kind: 'parcel_delivered', parcel }];
}

function halt(order: ProviderOrder, state: 'on_hold' | 'unpaid' | 'problem', reason: string): OrderEvent[] {
  order.haltedState = order.state;
  order.state = state;
  order.reason = reason;
  return [{ kind: state }];
}

function addParcel(order: ProviderOrder, lines: ParcelLine[], now: string): Parcel {
  const parcel = createParcel(order.recipient['country'] ?? order.recipient['country_code'] ?? '', lines, now);
  order.parcels.push(parcel);
  return parcel;
}
