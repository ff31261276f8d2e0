import { providerLabels, type FailedAttempt } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import type { DomainEvents } from '@daybook/events';
import type { SyncRun } from './sync-run.entity.js';

export async function failSyncRun(
  tx: Transaction,
  events: DomainEvents,
  run: SyncRun,
  reason: string,
  attempt: FailedAttempt = {},
): Promise<void> {
  const { provider } = run;
  run.finish('failed', reason);
  await events.publish(tx, 'sync.failed', { provider, reason, ...attempt }, { actor: providerLabels[provider] });
}
