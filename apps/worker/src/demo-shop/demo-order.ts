import type { Money, Provider } from '@daybook/contract';
import type { NewOrderLine } from '@daybook/orders';
import { type DateTime } from 'luxon';

/** A time in the past, relative to the first start. */
export type RelativeTime = (start: DateTime) => DateTime;

/** That many days before the first start, at a time of day in the shop's time zone. */
export const ago =
  (days: number, time: `${number}:${number}`): RelativeTime =>
  (start) => {
    const [hour, minute] = time.split(':').map(Number);
    return start.minus({ days }).startOf('day').set({ hour, minute });
  };

export const minutesBefore =
  (minutes: number): RelativeTime =>
  (start) =>
    start.minus({ minutes });

/** Converts whole units of the shop's currency. */
export type ToMoney = (wholeUnits: number) => Money;

export interface DemoLine extends Omit<NewOrderLine, 'unitPrice' | 'provider'> {
  provider: Provider;
  price: number;
}

export interface DemoCustomer {
  name: string;
  email: string;
  line1: string;
  city: string;
  /** Null: they left it out. */
  postalCode: string | null;
}

export interface DemoParcel {
  carrier: keyof typeof trackingPages;
  trackingNumber: string;
  shippedAt: RelativeTime;
  deliveredAt?: RelativeTime;
}

/** One provider's part of an order that it has accepted. */
export interface DemoPart {
  provider: Provider;
  providerOrderId: string;
  submittedAt: RelativeTime;
  productionAt?: RelativeTime;
  /** Set when Daybook learned of it later. */
  learnedOfProductionAt?: RelativeTime;
  /** With all goods of the part. */
  parcel?: DemoParcel;
  cancelledAt?: RelativeTime;
}

export interface DemoOrder {
  customer: DemoCustomer;
  lines: DemoLine[];
  shipping: number;
  placedAt: RelativeTime;
  /** The payment takes days and has not arrived yet. */
  awaitsPayment?: true;
  /** What a provider refused, and when: three times, or until it accepted it. */
  refusals?: { provider: Provider; reason: string; at: RelativeTime[] };
  parts?: DemoPart[];
  /** The order confirmation came back. */
  bouncedAt?: RelativeTime;
  notes?: { at: RelativeTime; text: string }[];
  refund?: { at: RelativeTime; amount: number };
}

const trackingPages = {
  DHL: 'https://www.dhl.com/gb-en/home/tracking.html?tracking-id=',
  DPD: 'https://track.dpd.co.uk/parcels/',
  'Royal Mail': 'https://www.royalmail.com/track-your-item#/tracking-results/',
};

export const trackingUrlOf = ({ carrier, trackingNumber }: DemoParcel) => trackingPages[carrier] + trackingNumber;

const line = (
  title: string,
  variant: string,
  price: number,
  goods: Pick<DemoLine, 'provider' | 'productId' | 'variantId' | 'sku'>,
): DemoLine => ({
  ...{ title, variant, price, quantity: 1 },
  ...goods,
});

/** Goods that the sandbox's providers make. */
export const tee = line('Heavyweight tee', 'M / Black', 24, {
  ...{ provider: 'printify', productId: '5d39b159e7c48c000728c89f', variantId: '12100', sku: '168699843' },
});
export const mug = line('Enamel mug', '11 oz', 15, {
  ...{ provider: 'printify', productId: '5d39b411749d0a000f30e0f4', variantId: '65216', sku: '901426000' },
});
export const hoodie = line('Pullover hoodie', 'L / Forest green', 39, {
  ...{ provider: 'printify', productId: '5d39b159e7c48c000728c8a7', variantId: '32920', sku: '329204417' },
});
export const artPrint = line('Art print', 'A3 / Matte', 18, {
  ...{ provider: 'printful', productId: '312946551', variantId: '4253821906', sku: 'ART-A3-MATTE' },
});
export const tote = line('Tote bag', 'Natural', 12, {
  ...{ provider: 'printful', productId: '312946580', variantId: '4253822117', sku: 'TOTE-NATURAL' },
});
export const twice = (goods: DemoLine): DemoLine => ({ ...goods, quantity: 2 });
