import { providerLabels, type Provider, type SyncOutcome, type SyncRun } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';

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

export type SyncStartResult = { outcome: 'started'; run: SyncRun } | { outcome: 'already_running'; run: SyncRun };

/** Starts product syncs, one at a time per provider, and ends abandoned ones. */
@Injectable()
export class SyncRuns {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly jobs: JobQueue,
  ) {}

  /** `requestedBy`: a person's name; null when the schedule starts it. Starts nothing while another run is running. */
  async start(provider: Provider, requestedBy: string | null): Promise<SyncStartResult> {
    return this.database.transaction(async (tx) => {
      const running = await this.findRunning(tx, provider);
      if (running) return { outcome: 'already_running', run: toSyncRun(running) };
      const created = await insertRun(tx, provider, requestedBy);
      // another request started one at the same moment
      if (!created) return { outcome: 'already_running', run: toSyncRun(await findLatestRun(tx, provider)) };
      await this.events.publish(tx, 'sync.started', { provider }, { actor: requestedBy ?? 'Daybook' });
      await this.jobs.enqueue(tx, 'sync-products', { provider, runId: created.id });
      return { outcome: 'started', run: toSyncRun(created) };
    });
  }

  /** Does nothing when the run has ended. */
  async fail(tx: Transaction, runId: string, reason: string): Promise<void> {
    const { rows } = await sql<{ provider: Provider }>`
      update sync_run set outcome = 'failed', finished_at = now(), error = ${reason}
      where id = ${runId} and outcome = 'running' returning provider`.execute(tx.sql);
    const [run] = rows;
    if (!run) return;
    const { provider } = run;
    await this.events.publish(tx, 'sync.failed', { provider, reason }, { actor: providerLabels[provider] });
  }

  /**
   * The running sync; null when there is none. A run whose job is gone, because its workers died, is marked as failed: it
   * would block all later runs.
   */
  private async findRunning(tx: Transaction, provider: Provider): Promise<SyncRunRow | null> {
    const { rows } = await sql<SyncRunRow>`
      select ${runColumns} from sync_run where provider = ${provider} and outcome = 'running' for update`.execute(
      tx.sql,
    );
    const [run] = rows;
    if (!run || (await this.jobs.hasUnfinished(tx, 'sync-products', { provider, runId: run.id }))) return run ?? null;
    await this.fail(tx, run.id, 'it stopped half-way, and no worker continued it');
    return null;
  }
}

async function insertRun(tx: Transaction, provider: Provider, requestedBy: string | null): Promise<SyncRunRow | null> {
  const { rows } = await sql<SyncRunRow>`
    insert into sync_run (id, provider, requested_by, started_at) values (${uuidv7()}, ${provider}, ${requestedBy}, now())
    on conflict (provider) where outcome = 'running' do nothing returning ${runColumns}`.execute(tx.sql);
  return rows[0] ?? null;
}

async function findLatestRun(tx: Transaction, provider: Provider): Promise<SyncRunRow> {
  const { rows } = await sql<SyncRunRow>`
    select ${runColumns} from sync_run where provider = ${provider}
    order by started_at desc, id desc limit 1`.execute(tx.sql);
  if (!rows[0]) throw new Error(`the sync of ${provider} that was created is gone`);
  return rows[0];
}
