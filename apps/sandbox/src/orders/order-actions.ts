import { createParcel } from './parcels.js';
import {
  isInTransit,
  splitIntoTwoParcels,
  type OrderEvent,
  type OrderState,
  type Parcel,
  type ParcelLine,
  type ProviderOrder,
} from './provider-order.js';

interface OrderAction {
  label: string;
  /** The reason a provider gives, unless the caller gives one. */
  defaultReason?: string;
  isPossible: (order: ProviderOrder) => boolean;
  /** Changes the order. `now` is ISO 8601. */
  apply: (order: ProviderOrder, now: string, reason: string) => OrderEvent[];
}

const hasState = ({ state }: ProviderOrder, ...states: OrderState[]) => states.includes(state);
const isHalted = (order: ProviderOrder) => hasState(order, 'on_hold', 'unpaid', 'problem');
const canHalt = (order: ProviderOrder) => hasState(order, 'accepted', 'in_production', 'partly_shipped');

const actions = {
  advance: {
    label: 'Next step',
    isPossible: canAdvance,
    apply: (order, now) => {
      if (hasState(order, 'accepted')) return startProduction(order);
      return hasState(order, 'in_production', 'partly_shipped')
        ? shipNextParcel(order, now)
        : deliverNextParcel(order, now);
    },
  },
  ship_in_two: {
    label: 'Ship in two parcels',
    isPossible: (order) => hasState(order, 'accepted', 'in_production') && splitIntoTwoParcels(order.lines) !== null,
    apply: (order, now) => {
      order.plannedParcels = splitIntoTwoParcels(order.lines) ?? order.plannedParcels;
      return [...(hasState(order, 'accepted') ? startProduction(order) : []), ...shipNextParcel(order, now)];
    },
  },
  deliver: {
    label: 'Deliver',
    isPossible: (order) => !hasState(order, 'cancelled') && order.parcels.some(isInTransit),
    apply: deliverNextParcel,
  },
  reship: {
    label: 'Return and ship again',
    defaultReason: 'nobody was at home to accept it',
    isPossible: (order) => !hasState(order, 'cancelled') && order.parcels.some(({ returnedAt }) => returnedAt === null),
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
  hold: haltAction('on_hold', 'Hold', 'shipping address is incomplete'),
  decline_payment: {
    ...haltAction('unpaid', 'Decline the payment', 'the card was declined'),
    // Printify charges when an order is sent to production; Printful has no such state
    isPossible: (order) => order.provider === 'printify' && hasState(order, 'accepted'),
  },
  release: {
    label: 'Release',
    isPossible: isHalted,
    apply: (order) => {
      const from = order.state;
      order.state = order.stateBeforeHalt ?? 'accepted';
      order.stateBeforeHalt = null;
      order.reason = null;
      return [{ kind: 'released', from }];
    },
  },
  fail: haltAction('problem', 'Report a problem', 'the print file cannot be used'),
  cancel: {
    label: 'Cancel',
    defaultReason: 'cancelled by the provider',
    isPossible: (order) => !hasState(order, 'shipped', 'cancelled'),
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

export function canAdvance(order: ProviderOrder): boolean {
  return canHalt(order) || (hasState(order, 'shipped') && order.parcels.some(isInTransit));
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
  const parcel = order.parcels.find(isInTransit);
  if (!parcel) return [];
  parcel.deliveredAt = now;
  return [{ kind: 'parcel_delivered', parcel }];
}

/** Stops an order until it is released. */
function haltAction(state: 'on_hold' | 'unpaid' | 'problem', label: string, defaultReason: string): OrderAction {
  return {
    label,
    defaultReason,
    isPossible: canHalt,
    apply: (order, _now, reason) => {
      order.stateBeforeHalt = order.state;
      order.state = state;
      order.reason = reason;
      return [{ kind: state }];
    },
  };
}

function addParcel(order: ProviderOrder, lines: ParcelLine[], now: string): Parcel {
  const parcel = createParcel(order.recipient['country'] ?? order.recipient['country_code'] ?? '', lines, now);
  order.parcels.push(parcel);
  return parcel;
}
