import type { Provider } from '@daybook/contract';
import type { VariantOffer } from '../products/products.js';

/** The state of an order at either provider; each API has its own names for it. */
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

/** `price` is in minor units of the shop's currency. */
export interface OrderLine {
  id: number;
  productId: string;
  variantId: string;
  title: string;
  variant: string;
  sku: string;
  quantity: number;
  price: number;
  facility: number;
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
  /** It replaces one that was returned. */
  isReshipment: boolean;
}

/** An order at one of the providers, as it is written to the state file. Times are ISO 8601. */
export interface ProviderOrder {
  provider: Provider;
  /** 24 hexadecimal digits at Printify, a number at Printful. */
  id: string;
  externalId: string | null;
  label: string;
  shipping: string;
  recipient: Record<string, string>;
  lines: OrderLine[];
  state: OrderState;
  /** The state to go back to when a hold or a problem ends. */
  stateBeforeHalt: OrderState | null;
  reason: string | null;
  /** What goes into each parcel that is still to be shipped. */
  plannedParcels: ParcelLine[][];
  parcels: Parcel[];
  createdAt: string;
  updatedAt: string;
  acceptedAt: string | null;
  fulfilledAt: string | null;
  /** When it advances by itself; null when it does not. */
  advancesAt: string | null;
}

/** Something that happened to an order; each provider sends webhooks of its own about it, or none. */
export type OrderEvent =
  | { kind: 'created' | 'accepted' | 'in_production' | 'partly_shipped' | 'shipped' }
  | { kind: 'on_hold' | 'unpaid' | 'problem' | 'cancelled' }
  | { kind: 'released'; from: OrderState }
  | { kind: 'parcel_shipped' | 'parcel_delivered' | 'parcel_returned'; parcel: Parcel };

type NewOrderLine = Pick<OrderLine, 'id' | 'quantity'> & Partial<OrderLine>;

export function createLine({ product, variant }: VariantOffer, line: NewOrderLine): OrderLine {
  return {
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    variant: variant.title,
    sku: variant.sku,
    price: variant.price,
    facility: product.blank.facility,
    ...line,
  };
}

type NewOrder = Pick<ProviderOrder, 'provider' | 'id' | 'externalId' | 'label' | 'shipping' | 'recipient' | 'lines'>;

export function createDraftOrder(order: NewOrder): ProviderOrder {
  const now = new Date().toISOString();
  return {
    ...order,
    state: 'draft',
    stateBeforeHalt: null,
    reason: null,
    plannedParcels: parcelPerFacility(order.lines),
    parcels: [],
    createdAt: now,
    updatedAt: now,
    acceptedAt: null,
    fulfilledAt: null,
    advancesAt: null,
  };
}

export const isInTransit = (parcel: Parcel) => parcel.deliveredAt === null && parcel.returnedAt === null;

export const isDelivered = (order: ProviderOrder) => order.state === 'shipped' && !order.parcels.some(isInTransit);

const toParcelLine = ({ id, quantity }: OrderLine): ParcelLine => ({ lineId: id, quantity });

function parcelPerFacility(lines: readonly OrderLine[]): ParcelLine[][] {
  const groups = Map.groupBy(lines, ({ facility }) => facility);
  return [...groups.values()].map((group) => group.map(toParcelLine));
}

/** All lines in two parcels; null for a single item. */
export function splitIntoTwoParcels(lines: readonly OrderLine[]): ParcelLine[][] | null {
  const [first, ...others] = lines.map(toParcelLine);
  if (!first) return null;
  if (others.length > 0) return [[first], others];
  if (first.quantity < 2) return null;
  return [[{ ...first, quantity: 1 }], [{ ...first, quantity: first.quantity - 1 }]];
}
