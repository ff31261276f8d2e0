import type { Provider } from '@daybook/contract';

/** What becomes of an order at a provider, whichever it is: each of them has words of its own for it. */
export type OrderState =
  | 'draft'
  | 'accepted'
  | 'in_production'
  | 'partly_shipped'
  | 'shipped'
  | 'on_hold'
  | 'unpaid'
  | 'problem'
  | 'cancelled';

/** `price` in minor units of the shop's currency. */
export interface ProviderLine {
  id: number;
  productId: string;
  variantId: string;
  title: string;
  variant: string;
  sku: string;
  quantity: number;
  price: number;
  /** Printify's print provider, Printful's facility. */
  workshop: number;
}

export interface ParcelLine {
  lineId: number;
  quantity: number;
}

/** Times are ISO 8601. */
export interface Parcel {
  id: number;
  carrier: string;
  service: string;
  trackingNumber: string;
  trackingUrl: string;
  lines: ParcelLine[];
  shippedAt: string;
  deliveredAt: string | null;
  returnedAt: string | null;
  /** Whether it replaces one that came back. */
  isReshipment: boolean;
}

/** An order at one of the providers, plain enough to be kept in a file. Times are ISO 8601. */
export interface ProviderOrder {
  provider: Provider;
  /** As its provider numbers orders: 24 hexadecimal digits at Printify, a number at Printful. */
  id: string;
  externalId: string | null;
  label: string;
  shipping: string;
  recipient: Record<string, string>;
  lines: ProviderLine[];
  state: OrderState;
  /** Where it stood before it was held or had a problem. */
  before: OrderState | null;
  reason: string | null;
  /** What goes into each parcel that is still to be sent. */
  plan: ParcelLine[][];
  parcels: Parcel[];
  createdAt: string;
  updatedAt: string;
  acceptedAt: string | null;
  fulfilledAt: string | null;
  /** When it goes on by itself; null when it waits for a hand. */
  nextStepAt: string | null;
}

/** What has just happened to an order; each provider tells it by webhooks of its own, or not at all. */
export type Happening =
  | { kind: 'created' | 'accepted' | 'in_production' | 'partly_shipped' | 'shipped' }
  | { kind: 'on_hold' | 'unpaid' | 'problem' | 'cancelled' }
  | { kind: 'released'; from: OrderState }
  | { kind: 'parcel_shipped' | 'parcel_delivered' | 'parcel_returned'; parcel: Parcel };

export const underway = (parcel: Parcel) => parcel.deliveredAt === null && parcel.returnedAt === null;

export const isDelivered = (order: ProviderOrder) => order.state === 'shipped' && !order.parcels.some(underway);

/** All of its lines, one parcel for each workshop. */
export function parcelsByWorkshop(lines: readonly ProviderLine[]): ParcelLine[][] {
  const groups = Map.groupBy(lines, ({ workshop }) => workshop);
  return [...groups.values()].map((group) => group.map(({ id, quantity }) => ({ lineId: id, quantity })));
}

/** All of its lines in two parcels; null for a single thing. */
export function inTwoParcels(lines: readonly ProviderLine[]): ParcelLine[][] | null {
  const [first, ...others] = lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
  if (!first) return null;
  if (others.length > 0) return [[first], others];
  if (first.quantity < 2) return null;
  return [[{ ...first, quantity: 1 }], [{ ...first, quantity: first.quantity - 1 }]];
}
