import { providerNames, type Provider, type SyncRun } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { runColumns, runShown, type SyncRunRow } from './sync-run.row.js';

export type Start = { outcome: 'started'; run: SyncRun } | { outcome: 'under_way'; run: SyncRun };

/** Starts product syncs, one at a time a provider, and ends those that came to nothing. */
@Injectable()
export class SyncRuns {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly jobs: JobQueue,
  ) {}

  /** `askedBy`: a person's name; null when its time has come. The run that is under way, if one is. */
  async start(provider: Provider, askedBy: string | null): Promise<Start> {
    return this.database.transaction(async (tx) => {
      const running = await this.stillRunning(tx, provider);
      if (running) return { outcome: 'under_way', run: runShown(running) };
      const begun = await begin(tx, provider, askedBy);
      // somebody else has begun one at this very moment
      if (!begun) return { outcome: 'under_way', run: runShown(await runningNow(tx, provider)) };
      await this.events.publish(tx, 'sync.started', { provider }, { actor: askedBy ?? 'Daybook' });
      await this.jobs.enqueue(tx, 'sync-products', { provider, runId: begun.id });
      return { outcome: 'started', run: runShown(begun) };
    });
  }

  /** In the name of the provider; nothing when the run is over already. */
  async fail(tx: Transaction, runId: string, reason: string): Promise<void> {
    const { rows } = await sql<{ provider: Provider }>`
      update sync_run set outcome = 'failed', finished_at = now(), error = ${reason}
      where id = ${runId} and outcome = 'running' returning provider`.execute(tx.sql);
    const [run] = rows;
    if (!run) return;
    const { provider } = run;
    await this.events.publish(tx, 'sync.failed', { provider, reason }, { actor: providerNames[provider] });
  }

  /**
   * The run under way; null when there is none, or its job is gone: one that was given up while its workers died has
   * nobody left to say so, and would hold all later runs back.
   */
  private async stillRunning(tx: Transaction, provider: Provider): Promise<SyncRunRow | null> {
    const { rows } = await sql<SyncRunRow>`
      select ${runColumns} from sync_run where provider = ${provider} and outcome = 'running' for update`.execute(
      tx.sql,
    );
    const [run] = rows;
    if (!run || (await this.jobs.isPending(tx, 'sync-products', { provider, runId: run.id }))) return run ?? null;
    await this.fail(tx, run.id, 'it stopped half-way, and nobody went on with it');
    return null;
  }
}

async function begin(tx: Transaction, provider: Provider, askedBy: string | null): Promise<SyncRunRow | null> {
  const { rows } = await sql<SyncRunRow>`
    insert into sync_run (id, provider, asked_by, started_at) values (${uuidv7()}, ${provider}, ${askedBy}, now())
    on conflict (provider) where outcome = 'running' do nothing returning ${runColumns}`.execute(tx.sql);
  return rows[0] ?? null;
}

async function runningNow(tx: Transaction, provider: Provider): Promise<SyncRunRow> {
  const { rows } = await sql<SyncRunRow>`
    select ${runColumns} from sync_run where provider = ${provider}
    order by started_at desc, id desc limit 1`.execute(tx.sql);
  if (!rows[0]) throw new Error(`the sync of ${provider} that was begun is gone`);
  return rows[0];
}
