import type { Provider, SyncRun as SyncRunView } from '@daybook/contract';
import { Database, now, type Transaction } from '@daybook/database';
import { DomainEvents, ReactTo, type Occurrence } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { failSyncRun } from './fail-sync-run.js';
import { SyncProducts } from './sync-products.job.js';
import { SyncRun, type SyncTables } from './sync-run.entity.js';

export interface SyncStartResult {
  outcome: 'started' | 'already_running';
  run: SyncRunView;
}

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
    return this.database.transaction((tx) => this.startIn(tx, provider, requestedBy));
  }

  @ReactTo('retry_requested', 'A product sync that failed is started again.')
  async retry(tx: Transaction, { data: { failed, actor } }: Occurrence<'retry_requested'>): Promise<void> {
    if (failed.type === 'sync.failed') await this.startIn(tx, failed.data.provider, actor);
  }

  private async startIn(tx: Transaction, provider: Provider, requestedBy: string | null): Promise<SyncStartResult> {
    const running = await this.findRunning(tx, provider);
    if (running) return { outcome: 'already_running', run: running.toView() };
    const runId = await insertRun(tx, provider, requestedBy);
    // another request started one at the same moment
    if (runId === null) return { outcome: 'already_running', run: (await findLatest(tx, provider)).toView() };
    await this.events.publish(tx, 'sync.started', { provider }, { actor: requestedBy ?? 'Daybook' });
    // what was given up is superseded
    await this.jobs.drop(tx, SyncProducts, { provider });
    await this.jobs.enqueue(tx, SyncProducts, { provider, runId });
    return { outcome: 'started', run: (await findLatest(tx, provider)).toView() };
  }

  /**
   * The running sync; null when there is none. A run whose job is gone, because its workers died, is marked as failed: it
   * would block all later runs.
   */
  private async findRunning(tx: Transaction, provider: Provider): Promise<SyncRun | null> {
    const where = { provider, outcome: 'running' } as const;
    const run = await tx.em.findOne(SyncRun, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!run || (await this.jobs.hasUnfinished(tx, SyncProducts, { provider, runId: run.id }))) return run;
    await failSyncRun(tx, this.events, run, 'it stopped half-way, and no worker continued it');
    return null;
  }
}

/** Null when one is running: the database allows one per provider. */
async function insertRun(tx: Transaction, provider: Provider, requestedBy: string | null): Promise<string | null> {
  const inserted = await tx
    .kysely<SyncTables>()
    .insertInto('sync_run')
    .values({ id: uuidv7(), provider, requested_by: requestedBy, started_at: now() })
    .onConflict((conflict) => conflict.column('provider').where('outcome', '=', 'running').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id ?? null;
}

const findLatest = (tx: Transaction, provider: Provider): Promise<SyncRun> =>
  tx.em.findOneOrFail(SyncRun, { provider }, { orderBy: { startedAt: 'desc', id: 'desc' } });
