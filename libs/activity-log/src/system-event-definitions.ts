import { webhookSourceLabels, type ProgramName } from '@daybook/contract';
import { formatCount, formatFailure, type EventDefinition } from './event-definition.js';

type SystemEventType =
  'webhook.rejected' | 'webhook.unusable' | 'webhook.failed' | 'program.unavailable' | 'program.available';

const programNames: Record<ProgramName, string> = {
  api: 'The api',
  worker: 'The worker',
  sandbox: 'The sandbox',
  postgresql: 'PostgreSQL',
};

/** A hash stands for an id where the service sends none. */
const shortId = (eventId: string) => (/^[0-9a-f]{64}$/.test(eventId) ? `${eventId.slice(0, 8)}…` : eventId);

/** The events of webhooks and of Daybook's own programs. */
export const systemEventDefinitions: { readonly [T in SystemEventType]: EventDefinition<T> } = {
  'webhook.rejected': {
    level: 'warning',
    rank: 10,
    sentence: ({ source, count, reasons }) =>
      `${formatCount(count, `${webhookSourceLabels[source]} webhook`)} rejected: ${reasons.join(', ')}`,
    mergesInto: {
      where: ({ source }) => ({ source }),
      merge: (open, added, at) => ({
        ...added,
        count: open.count + added.count,
        reasons: [...new Set([...open.reasons, ...added.reasons])],
        lastAt: at.toISOString(),
      }),
    },
  },
  'webhook.unusable': {
    level: 'warning',
    rank: 15,
    sentence: ({ source, kind }) =>
      `${webhookSourceLabels[source]} sends ${kind} to this address: choose "snapshot" for the endpoint, or delete it if there is a "snapshot" one`,
    mergesInto: {
      where: ({ source }) => ({ source }),
      merge: (open, _, at) => ({ ...open, lastAt: at.toISOString() }),
    },
  },
  'webhook.failed': {
    level: 'error',
    rank: 20,
    sentence: ({ source, eventId, ...failure }) =>
      `${webhookSourceLabels[source]} webhook ${shortId(eventId)} could not be processed: ${formatFailure(failure)}`,
  },
  'program.unavailable': {
    level: 'error',
    rank: 10,
    sentence: ({ program, restarts, reason }) =>
      `${programNames[program]} ends again and again, and was restarted ${restarts} times in a row: ${reason}`,
    mergesInto: {
      where: ({ program }) => ({ program }),
      merge: (_open, added) => added,
    },
  },
  'program.available': {
    level: 'info',
    rank: 20,
    sentence: ({ program }) => `${programNames[program]} runs well again`,
    resolves: ({ program }) => [{ type: 'program.unavailable', where: { program } }],
  },
};
