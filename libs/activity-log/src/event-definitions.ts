import {
  providerNames,
  webhookSourceNames,
  type EventMap,
  type EventType,
  type Level,
  type MailKind,
  type Provider,
} from '@daybook/contract';
import type { Formatters } from './formatters.js';

/**
 * A problem that an event explains: the open entries of `type`, of the same order, with the same value in the fields of
 * `where`, and another one in those of `whereNot`.
 */
export type ProblemFilter = {
  [T in EventType]: { type: T; where?: Partial<EventMap[T]>; whereNot?: Partial<EventMap[T]> };
}[EventType];

export interface EventDefinition<T extends EventType> {
  level: Level;
  /** Breaks ties on a timeline: providers send whole seconds, and things happen in this order. */
  rank: number;
  sentence: (data: EventMap[T], words: Formatters) => string;
  /** The problems this event resolves, in whatever order the two are heard. */
  resolves?: (data: EventMap[T]) => ProblemFilter[];
  /** Recorded, but nothing that anyone still has to look at. */
  isAlreadyResolved?: (data: EventMap[T]) => boolean;
  /** While an entry like this one is open, another adds to it: which one, and how. */
  mergesInto?: {
    where(data: EventMap[T]): Partial<EventMap[T]>;
    merge(open: EventMap[T], more: EventMap[T], at: Date): EventMap[T];
  };
}

const mailNames: Record<MailKind, string> = {
  confirmation: 'order confirmation',
  shipping: 'shipping notification',
  recovery: 'cart recovery',
};

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const unitsOfTime = [
  { seconds: 86_400, name: 'day' },
  { seconds: 3_600, name: 'hour' },
  { seconds: 60, name: 'minute' },
  { seconds: 1, name: 'second' },
] as const;

function duration(seconds: number): string {
  const unit = unitsOfTime.find((candidate) => seconds % candidate.seconds === 0) ?? { seconds: 1, name: 'second' };
  return counted(seconds / unit.seconds, unit.name);
}

const troublesAt = (provider: Provider): ProblemFilter[] => [
  { type: 'order.on_hold', where: { provider } },
  { type: 'order.problem', where: { provider } },
];

/** A mail that was sent explains that it failed before; that it bounced, only where it went to another address. */
function sentOnceMore(mail: MailKind, to: string, parcel?: string): ProblemFilter[] {
  const where = { mail, ...(parcel !== undefined && { parcel }) };
  return [
    { type: 'order.email.failed', where },
    { type: 'email.bounced', where, whereNot: { to } },
  ];
}

/** Every event's level, place in an order's life and sentence. An event missing here does not compile. */
export const eventDefinitions: { readonly [T in EventType]: EventDefinition<T> } = {
  'order.payment_pending': {
    level: 'info',
    rank: 10,
    sentence: ({ total, via }, words) => `Awaiting payment — ${words.money(total)} via ${via}`,
  },
  'order.payment_failed': {
    level: 'warning',
    rank: 15,
    sentence: ({ total, via }, words) => `Payment failed — ${words.money(total)} via ${via}`,
  },
  'order.created': {
    level: 'info',
    rank: 20,
    sentence: ({ total, via }, words) => `Order placed — ${words.money(total)} via ${via}`,
  },
  'abandoned_cart.recovered': {
    level: 'info',
    rank: 25,
    sentence: ({ orderNumber }) => `Cart recovered — order ${orderNumber} placed`,
  },
  'order.email.confirmation_sent': {
    level: 'info',
    rank: 30,
    sentence: ({ to }) => `Order confirmation sent to ${to}`,
    resolves: ({ to }) => sentOnceMore('confirmation', to),
  },
  'order.submission_retried': {
    level: 'info',
    rank: 40,
    sentence: ({ attempt, of }) => `Submission retried — attempt ${attempt} of ${of}`,
  },
  'order.submission_failed': {
    level: 'error',
    rank: 45,
    sentence: ({ provider, reason }) =>
      `Submission${provider ? ` to ${providerNames[provider]}` : ''} failed: ${reason}`,
  },
  'order.overdue': {
    level: 'warning',
    rank: 48,
    sentence: ({ waitingFor, seconds }) =>
      waitingFor === 'submission'
        ? `Not submitted ${duration(seconds)} after payment`
        : `Not shipped ${duration(seconds)} after submission`,
  },
  'order.submitted': {
    level: 'info',
    rank: 50,
    sentence: ({ provider, providerOrderId }) => `Submitted to ${providerNames[provider]} (${providerOrderId})`,
    resolves: ({ provider }) => [
      { type: 'order.submission_failed', where: { provider } },
      { type: 'order.problem', where: { provider } },
      { type: 'order.overdue', where: { waitingFor: 'submission' } },
    ],
  },
  'order.on_hold': {
    level: 'warning',
    rank: 55,
    sentence: ({ provider, reason }) => `On hold at ${providerNames[provider]}: ${reason}`,
  },
  'order.problem': {
    level: 'error',
    rank: 56,
    sentence: ({ provider, reason }) => `Problem at ${providerNames[provider]}: ${reason}`,
  },
  'order.production': {
    level: 'info',
    rank: 60,
    sentence: ({ provider }) => `In production at ${providerNames[provider]}`,
    resolves: ({ provider }) => troublesAt(provider),
  },
  'order.shipped': {
    level: 'info',
    rank: 70,
    sentence: ({ provider, carrier, trackingNumber }) =>
      `Shipped ${carrier ? `via ${carrier}` : `by ${providerNames[provider]}`}${trackingNumber ? ` — tracking: ${trackingNumber}` : ''}`,
    resolves: ({ provider }) => [...troublesAt(provider), { type: 'order.overdue', where: { waitingFor: 'shipping' } }],
  },
  'order.email.shipping_sent': {
    level: 'info',
    rank: 75,
    sentence: ({ to }) => `Shipping notification sent to ${to}`,
    resolves: ({ to, parcel }) => sentOnceMore('shipping', to, parcel),
  },
  'order.delivered': {
    level: 'info',
    rank: 80,
    sentence: () => 'Delivered',
    resolves: ({ provider }) => [...troublesAt(provider), { type: 'order.overdue', where: { waitingFor: 'shipping' } }],
  },
  'order.cancelled': {
    level: 'warning',
    rank: 85,
    sentence: ({ part }) => (part ? `${providerNames[part]}’s part of the order cancelled` : 'Order cancelled'),
    isAlreadyResolved: ({ by }) => by === 'staff',
  },
  'order.refunded': { level: 'info', rank: 90, sentence: ({ refund }, words) => `Refunded ${words.money(refund)}` },
  'order.refund_failed': {
    level: 'error',
    rank: 91,
    sentence: ({ refund, reason }, words) => `Refund of ${words.money(refund)} failed: ${reason}`,
  },
  'order.email.failed': {
    level: 'error',
    rank: 95,
    sentence: ({ mail, to, reason }) => `${capitalised(mailNames[mail])} to ${to} failed: ${reason}`,
  },
  'email.bounced': {
    level: 'warning',
    rank: 96,
    sentence: ({ to, mail }) => `Email bounced: ${to} (${mailNames[mail]})`,
  },
  'order.note': { level: 'info', rank: 99, sentence: ({ text }) => text },
  'sync.started': {
    level: 'info',
    rank: 10,
    sentence: ({ provider }) => `Product sync started (${providerNames[provider]})`,
  },
  'sync.completed': {
    level: 'info',
    rank: 20,
    sentence: ({ products, updated }) => `Product sync complete — ${counted(products, 'product')}, ${updated} updated`,
    resolves: ({ provider }) => [{ type: 'sync.failed', where: { provider } }],
  },
  'sync.failed': { level: 'error', rank: 20, sentence: ({ reason }) => `Product sync failed: ${reason}` },
  'abandoned_cart.created': {
    level: 'info',
    rank: 10,
    sentence: ({ email, total }, words) => `Abandoned cart — ${email}, ${words.money(total)}`,
  },
  'abandoned_cart.email_sent': { level: 'info', rank: 20, sentence: ({ to }) => `Recovery email sent to ${to}` },
  'webhook.rejected': {
    level: 'warning',
    rank: 10,
    sentence: ({ source, count, reasons }) =>
      `${counted(count, `${webhookSourceNames[source]} webhook`)} rejected: ${reasons.join(', ')}`,
    mergesInto: {
      where: ({ source }) => ({ source }),
      merge: (open, more, at) => ({
        ...more,
        count: open.count + more.count,
        reasons: [...new Set([...open.reasons, ...more.reasons])],
        lastAt: at.toISOString(),
      }),
    },
  },
  'webhook.failed': {
    level: 'error',
    rank: 20,
    sentence: ({ source, eventId, reason }) =>
      `${webhookSourceNames[source]} webhook ${eventId} could not be processed: ${reason}`,
  },
};

/** The events that may explain a problem. */
export const resolvingTypes = (Object.keys(eventDefinitions) as EventType[]).filter(
  (type) => eventDefinitions[type].resolves,
);
