import {
  inTwoParcels,
  underway,
  type Happening,
  type Parcel,
  type ParcelLine,
  type ProviderOrder,
} from './provider-order.js';
import { newParcel } from './new-parcel.js';

export const orderActions = [
  'step',
  'ship_two',
  'deliver',
  'resend',
  'hold',
  'unpaid',
  'release',
  'problem',
  'cancel',
] as const;
export type OrderAction = (typeof orderActions)[number];

const halted = ({ state }: ProviderOrder) => state === 'on_hold' || state === 'unpaid' || state === 'problem';
const ended = (order: ProviderOrder) => order.state === 'shipped' || order.state === 'cancelled';

/** What comes next by itself. */
export function nextStep(order: ProviderOrder): 'produce' | 'ship' | 'deliver' | null {
  if (order.state === 'accepted') return 'produce';
  if (order.state === 'in_production' || order.state === 'partly_shipped') return 'ship';
  return order.state === 'shipped' && order.parcels.some(underway) ? 'deliver' : null;
}

/** Whether an action is possible now. */
export const possible: Record<OrderAction, (order: ProviderOrder) => boolean> = {
  step: (order) => nextStep(order) !== null,
  ship_two: (order) =>
    (order.state === 'accepted' || order.state === 'in_production') && inTwoParcels(order.lines) !== null,
  deliver: (order) => order.state !== 'cancelled' && order.parcels.some(underway),
  resend: (order) => order.parcels.some(({ returnedAt }) => returnedAt === null) && order.state !== 'cancelled',
  hold: (order) => !halted(order) && !ended(order) && order.state !== 'draft',
  problem: (order) => !halted(order) && !ended(order) && order.state !== 'draft',
  // Printify charges for an order when it is sent to production; Printful has no word for it
  unpaid: (order) => order.provider === 'printify' && order.state === 'accepted',
  release: halted,
  cancel: (order) => !ended(order),
};

/** Does it to the order, and tells what has happened. `now` is ISO 8601; `reason` where the provider would give one. */
export function act(order: ProviderOrder, action: OrderAction, now: string, reason: string): Happening[] {
  order.updatedAt = now;
  switch (action) {
    case 'step':
      return stepOn(order, now);
    case 'ship_two':
      order.plan = inTwoParcels(order.lines) ?? order.plan;
      return [...(order.state === 'accepted' ? produce(order) : []), ...ship(order, now)];
    case 'deliver':
      return deliver(order, now);
    case 'resend':
      return sendAgain(order, now, reason);
    case 'hold':
      return halt(order, 'on_hold', reason);
    case 'unpaid':
      return halt(order, 'unpaid', reason);
    case 'problem':
      return halt(order, 'problem', reason);
    case 'release':
      return release(order);
    case 'cancel':
      order.state = 'cancelled';
      order.reason = reason;
      return [{ kind: 'cancelled' }];
  }
}

function stepOn(order: ProviderOrder, now: string): Happening[] {
  const step = nextStep(order);
  if (step === 'produce') return produce(order);
  if (step === 'ship') return ship(order, now);
  return deliver(order, now);
}

function produce(order: ProviderOrder): Happening[] {
  order.state = 'in_production';
  return [{ kind: 'in_production' }];
}

function ship(order: ProviderOrder, now: string): Happening[] {
  const lines = order.plan.shift() ?? [];
  const parcel = addParcel(order, lines, now);
  order.state = order.plan.length > 0 ? 'partly_shipped' : 'shipped';
  if (order.state === 'shipped') order.fulfilledAt = now;
  return [{ kind: 'parcel_shipped', parcel }, { kind: order.state }];
}

function deliver(order: ProviderOrder, now: string): Happening[] {
  const parcel = order.parcels.find(underway);
  if (!parcel) return [];
  parcel.deliveredAt = now;
  return [{ kind: 'parcel_delivered', parcel }];
}

function sendAgain(order: ProviderOrder, now: string, reason: string): Happening[] {
  const lost = order.parcels.findLast(({ returnedAt }) => returnedAt === null);
  if (!lost) return [];
  lost.returnedAt = now;
  order.reason = reason;
  const parcel = addParcel(order, lost.lines, now);
  parcel.isReshipment = true;
  return [
    { kind: 'parcel_returned', parcel: lost },
    { kind: 'parcel_shipped', parcel },
  ];
}

function halt(order: ProviderOrder, state: 'on_hold' | 'unpaid' | 'problem', reason: string): Happening[] {
  order.before = order.state;
  order.state = state;
  order.reason = reason;
  return [{ kind: state }];
}

function release(order: ProviderOrder): Happening[] {
  const from = order.state;
  order.state = order.before ?? 'accepted';
  order.before = null;
  order.reason = null;
  return [{ kind: 'released', from }];
}

function addParcel(order: ProviderOrder, lines: ParcelLine[], now: string): Parcel {
  const parcel = newParcel(order.recipient['country'] ?? order.recipient['country_code'] ?? '', lines, now);
  order.parcels.push(parcel);
  return parcel;
}
