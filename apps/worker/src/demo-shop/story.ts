import type { EventMap, EventType, Money, OrderStatus } from '@daybook/contract';
import type { NewOrderLine } from '@daybook/orders';
import { type DateTime } from 'luxon';

/** When something happened, seen from the first start: always in the past. */
export type Moment = (start: DateTime) => DateTime;

/** So many days before the first start, at this time of the shop's day. */
export const day =
  (daysBefore: number, time: `${number}:${number}`): Moment =>
  (start) => {
    const [hour, minute] = time.split(':').map(Number);
    return start.minus({ days: daysBefore }).startOf('day').set({ hour, minute });
  };

export const minutesBefore =
  (minutes: number): Moment =>
  (start) =>
    start.minus({ minutes });

/** So many whole units of the shop's currency. */
export type InShopMoney = (wholeUnits: number) => Money;

/** One thing that happened; `heard` if we learnt of it later. */
export type Step<T extends EventType = EventType> = {
  [K in T]: { at: Moment; type: K; data: EventMap[K]; heard?: Moment };
}[T];

export const step = <T extends EventType>(at: Moment, type: T, data: EventMap[T], heard?: Moment): Step<T> => ({
  at,
  type,
  data,
  ...(heard && { heard }),
});

/** A line of a demo order; the price in whole units of the shop's currency. */
export interface DemoLine extends Omit<NewOrderLine, 'unitPrice'> {
  price: number;
}

export interface OrderStory {
  customer: { name: string; email: string; line1: string; city: string; postalCode: string };
  lines: DemoLine[];
  /** Whole units of the shop's currency. */
  shipping: number;
  placed: Moment;
  /** The payment takes days and has not come yet. */
  awaitsPayment?: true;
  status: OrderStatus;
  fulfilmentError?: string;
  steps: Step[];
}
