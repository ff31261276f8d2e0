import type { Provider, SyncOutcome, SyncRun } from '@daybook/contract';
import { sql } from 'kysely';

/** A row of `sync_run`. */
export interface SyncRunRow {
  id: string;
  provider: Provider;
  requestedBy: string | null;
  outcome: SyncOutcome;
  startedAt: Date;
  finishedAt: Date | null;
  done: number;
  total: number;
  added: number;
  updated: number;
  unchanged: number;
  hidden: number;
  error: string | null;
}

export const runColumns = sql`
  id, provider, requested_by as "requestedBy", outcome, started_at as "startedAt", finished_at as "finishedAt", done, total,
  added, updated, unchanged, hidden, error`;

export const toSyncRun = ({ startedAt, finishedAt, ...row }: SyncRunRow): SyncRun => ({
  ...row,
  startedAt: startedAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
});
