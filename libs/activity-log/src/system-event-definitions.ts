import {
  providerLabels,
  webhookSourceLabels,
  type EventMap,
  type ProgramName,
  type ShopLimitScope,
} from '@daybook/contract';
import { formatCount, formatFailure, type EventDefinition } from './event-definition.js';

type SystemEventType =
  | 'provider.unavailable'
  | 'provider.available'
  | 'mail.unavailable'
  | 'mail.available'
  | 'sync.started'
  | 'sync.completed'
  | 'sync.failed'
  | 'abandoned_cart.created'
  | 'abandoned_cart.email_sent'
  | 'shop.limit_reached'
  | 'webhook.rejected'
  | 'webhook.unusable'
  | 'webhook.failed'
  | 'program.unavailable'
  | 'program.available';

const limitSentences: Record<EventMap['shop.limit_reached']['limit'], (max: number, scope: ShopLimitScope) => string> =
  {
    carts: (max, scope) => refusedSentence(`${max} new carts`, scope, 'CARTS_PER_HOUR'),
    checkouts: (max, scope) => refusedSentence(`${max} checkouts`, scope, 'CHECKOUTS_PER_HOUR'),
    reminders: (max) => `Cart reminders paused: the limit is ${max} in 24 hours (REMINDERS_PER_DAY)`,
  };
const refusedSentence = (most: string, scope: ShopLimitScope, setting: string) =>
  scope === 'address'
    ? `Shoppers turned away: more than ${most} in 10 minutes from one address`
    : `Shoppers turned away: more than ${most} in an hour (${setting})`;

const formatWaitingMails = (count: number) =>
  `${formatCount(count, 'e-mail')} ${count === 1 ? 'is waiting and will be sent automatically' : 'are waiting and will be sent automatically'}`;

const formatWaitingOrders = (count: number) =>
  `${formatCount(count, 'order')} ${count === 1 ? 'is' : 'are'} waiting and will be submitted once it does`;

/** What a sync has changed: `3 updated, 1 new`. */
function formatChanges({ added, updated, hidden }: EventMap['sync.completed']): string[] {
  const changes = [
    { count: updated, what: 'updated' },
    { count: added, what: 'new' },
    { count: hidden, what: 'hidden' },
  ].filter(({ count }) => count > 0);
  return changes.length === 0 ? ['nothing changed'] : changes.map(({ count, what }) => `${count} ${what}`);
}

/** A hash stands for an id where the service sends none. */
const shortId = (eventId: string) => (/^[0-9a-f]{64}$/.test(eventId) ? `${eventId.slice(0, 8)}…` : eventId);

const programNames: Record<ProgramName, string> = {
  api: 'The api',
  worker: 'The worker',
  sandbox: 'The sandbox',
  postgresql: 'PostgreSQL',
};

/** Those of providers, syncs, carts, the shop, webhooks and Daybook’s own programs: see `eventDefinitions`. */
export const systemEventDefinitions: { readonly [T in SystemEventType]: EventDefinition<T> } = {
  'provider.unavailable': {
    level: 'error',
    rank: 10,
    sentence: ({ provider, reason, orders }) =>
      `${providerLabels[provider]} is not taking orders: ${reason}. ${formatWaitingOrders(orders)}.`,
    cause: ({ provider, reason, orders }) => ({
      source: provider,
      sentence: `${providerLabels[provider]} is not taking orders: ${reason}. ${formatWaitingOrders(orders)}.`,
    }),
    mergesInto: {
      where: ({ provider }) => ({ provider }),
      merge: (_open, added) => added,
    },
  },
  'provider.available': {
    level: 'info',
    rank: 20,
    sentence: ({ provider }) => `${providerLabels[provider]} is taking orders again`,
    resolves: ({ provider }) => [{ type: 'provider.unavailable', where: { provider } }],
  },
  'mail.unavailable': {
    level: 'error',
    rank: 10,
    sentence: ({ reason, mails }) => `E-mails are not being sent: ${reason}. ${formatWaitingMails(mails)}.`,
    cause: ({ reason, mails }) => ({
      sentence: `E-mails are not being sent: ${reason}. ${formatWaitingMails(mails)}.`,
    }),
    mergesInto: {
      where: () => ({}),
      merge: (_open, added) => added,
    },
  },
  'mail.available': {
    level: 'info',
    rank: 20,
    sentence: () => 'E-mails are being sent again',
    resolves: () => [{ type: 'mail.unavailable' }],
  },
  'sync.started': {
    level: 'info',
    rank: 10,
    sentence: ({ provider }) => `Product sync started (${providerLabels[provider]})`,
  },
  'sync.completed': {
    level: 'info',
    rank: 20,
    sentence: (run) =>
      `Product sync complete — ${[formatCount(run.products, 'product'), ...formatChanges(run)].join(', ')}`,
    resolves: ({ provider }) => [{ type: 'sync.failed', where: { provider } }],
  },
  'sync.failed': {
    level: 'error',
    rank: 20,
    sentence: (failure) => `Product sync failed: ${formatFailure(failure)}`,
    cause: ({ provider, reason }) => ({
      ...{ source: provider, reason },
      sentence: `Product sync of ${providerLabels[provider]} failed: ${reason}`,
    }),
    isRetryable: () => true,
    resolves: ({ provider }) => [{ type: 'sync.failed', where: { provider } }],
  },
  'abandoned_cart.created': {
    level: 'info',
    rank: 10,
    sentence: ({ email, total }, { money }) => `Abandoned cart — ${email}, ${money(total)}`,
  },
  'abandoned_cart.email_sent': { level: 'info', rank: 20, sentence: ({ to }) => `Recovery email sent to ${to}` },
  'shop.limit_reached': {
    level: 'warning',
    rank: 30,
    sentence: ({ limit, scope, max }) => limitSentences[limit](max, scope),
    cause: ({ limit, scope, max }) => ({ source: limit, reason: scope, sentence: limitSentences[limit](max, scope) }),
  },
  'webhook.rejected': {
    level: 'warning',
    rank: 10,
    sentence: ({ source, count, reasons }) =>
      `${formatCount(count, `${webhookSourceLabels[source]} webhook`)} rejected: ${reasons.join(', ')}`,
    cause: ({ source }) => ({ source, sentence: `${webhookSourceLabels[source]} webhooks rejected` }),
    mergesInto: {
      where: ({ source }) => ({ source }),
      merge: (open, added, at) => ({
        ...added,
        count: open.count + added.count,
        reasons: [...new Set([...open.reasons, ...added.reasons])],
        lastAt: at.toISOString(),
      }),
      isOneMore: true,
    },
  },
  'webhook.unusable': {
    level: 'warning',
    rank: 15,
    sentence: ({ source, kind }) =>
      `${webhookSourceLabels[source]} sends ${kind} to this address: choose "snapshot" for the endpoint, or delete it if there is a "snapshot" one`,
    cause: ({ source, kind }) => ({
      source,
      sentence: `${webhookSourceLabels[source]} sends ${kind}, which Daybook does not read`,
    }),
    mergesInto: {
      where: ({ source }) => ({ source }),
      merge: (open, _, at) => ({ ...open, lastAt: at.toISOString() }),
      isOneMore: true,
    },
  },
  'webhook.failed': {
    level: 'error',
    rank: 20,
    sentence: ({ source, eventId, ...failure }) =>
      `${webhookSourceLabels[source]} webhook ${shortId(eventId)} could not be processed: ${formatFailure(failure)}`,
    cause: ({ source, reason }) => ({
      ...{ source, reason },
      sentence: `${webhookSourceLabels[source]} webhooks could not be processed: ${reason}`,
    }),
    isRetryable: () => true,
    resolves: ({ webhookEventId }) => [{ type: 'webhook.failed', where: { webhookEventId } }],
  },
  'program.unavailable': {
    level: 'error',
    rank: 10,
    sentence: ({ program, restarts, reason }) =>
      `${programNames[program]} keeps stopping and was restarted ${restarts} times in a row: ${reason}`,
    cause: ({ program }) => ({ source: program, sentence: `${programNames[program]} keeps stopping` }),
    mergesInto: {
      where: ({ program }) => ({ program }),
      merge: (_open, added) => added,
    },
  },
  'program.available': {
    level: 'info',
    rank: 20,
    sentence: ({ program }) => `${programNames[program]} is running again`,
    resolves: ({ program }) => [{ type: 'program.unavailable', where: { program } }],
  },
};
