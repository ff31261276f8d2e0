import type { ActivityEntry, AttentionCount } from './activity.js';
import type { Provider } from './vocabulary.js';

/** The whole socket protocol of namespace `/admin`. Push is a hint, HTTP the truth. */
export interface ServerToConsole {
  /** On connect, every `ATTENTION_PUSH_SECONDS`, and at most a second after a change. `at` is ISO 8601 UTC. */
  'attention:count': (count: AttentionCount & { at: string }) => void;
  'activity:recorded': (recorded: { entry: ActivityEntry }) => void;
  /** Entries were resolved, reopened, edited or deleted. */
  'activity:resolved': (changed: { ids: string[] }) => void;
  'order:changed': (changed: { orderId: string }) => void;
  /** Updates may have been missed (a lost database connection, too many at once): reload over HTTP. */
  'console:refresh': () => void;
  'sync:progress': (progress: { provider: Provider; done: number; total: number }) => void;
}

/** The console sends nothing over the socket: it makes changes over HTTP. */
export type ConsoleToServer = Record<never, never>;

export const adminNamespace = '/admin';
