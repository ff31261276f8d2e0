import type { EventMap, EventType, Money, OrderStatus } from '@daybook/contract';
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

/** `receivedAt`: set when Daybook learned of it later. */
export type DemoEvent<T extends EventType = EventType> = {
  [K in T]: { at: RelativeTime; type: K; data: EventMap[K]; receivedAt?: RelativeTime };
}[T];

export const event = <T extends EventType>(
  at: RelativeTime,
  type: T,
  data: EventMap[T],
  receivedAt?: RelativeTime,
): DemoEvent<T> => ({ at, type, data, ...(receivedAt && { receivedAt }) });

export interface DemoLine extends Omit<NewOrderLine, 'unitPrice'> {
  price: number;
}

export interface DemoOrder {
  customer: { name: string; email: string; line1: string; city: string; postalCode: string };
  lines: DemoLine[];
  shipping: number;
  placedAt: RelativeTime;
  /** The payment takes days and has not arrived yet. */
  awaitsPayment?: true;
  status: OrderStatus;
  fulfilmentError?: string;
  events: DemoEvent[];
}

const demoLine = (title: string, variant: string, sku: string, price: number): DemoLine => ({
  title,
  variant,
  sku,
  provider: 'printify',
  productId: `demo-${sku}`,
  variantId: sku,
  quantity: 1,
  price,
});

export const tee = demoLine('Heavyweight tee', 'M / Black', '168699843', 24);
export const mug = demoLine('Enamel mug', '11 oz', '901426000', 15);
export const tote = demoLine('Canvas tote', 'Natural', '440127310', 18);
export const hoodie = demoLine('Organic hoodie', 'L / Forest', '552017744', 42);
export const artPrint: DemoLine = {
  ...demoLine('Giclée print, “Estuary”', 'A3', '7711203', 32),
  provider: 'printful',
};
export const cap: DemoLine = { ...demoLine('Corduroy cap', 'Rust', '7719981', 22), provider: 'printful' };
export const twice = (line: DemoLine): DemoLine => ({ ...line, quantity: 2 });
