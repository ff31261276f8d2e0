import { providerLabels } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import type { DomainEvents } from '@daybook/events';
import type { SyncRun } from './sync-run.entity.js';

export async function failSyncRun(
  tx: Transaction,
  events: DomainEvents,
  run: SyncRun,
  reason: string,
  givenUp: { gaveUpAfter?: number } = {},
): Promise<void> {
  const { provider } = run;
  run.finish('failed', reason);
  await events.publish(tx, 'sync.failed', { provider, reason, ...givenUp }, { actor: providerLabels[provider] });
}
