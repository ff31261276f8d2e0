import { syncOutcomes, type Provider, type SyncRun as SyncRunView } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

const SyncRunSchema = defineEntity({
  name: 'SyncRun',
  tableName: 'sync_run',
  indexes: [
    {
      name: 'sync_run_newest',
      properties: ['startedAt', 'id'],
      columns: [
        { name: 'started_at', sort: 'desc' },
        { name: 'id', sort: 'desc' },
      ],
    },
  ],
  uniques: [{ name: 'sync_run_one_at_once', properties: ['provider'], where: `outcome = 'running'` }],
  properties: {
    id: p.uuid().primary(),
    provider: p.string().length(16).$type<Provider>(),
    /** A person's name; null when the schedule started it. */
    requestedBy: p.string().length(200).nullable(),
    outcome: p.enum(syncOutcomes).columnType('varchar(16)').default('running'),
    /** By the database's clock. */
    startedAt: p.datetime(3),
    finishedAt: p.datetime(3).nullable(),
    /** Products seen, and how many there are as far as is known. */
    done: p.integer().default(0),
    total: p.integer().default(0),
    added: p.integer().default(0),
    updated: p.integer().default(0),
    unchanged: p.integer().default(0),
    hidden: p.integer().default(0),
    error: p.text().nullable(),
    /** A list that changes while it is read may hide products from us, so it is read again. */
    pass: p.integer().default(1),
    /** The page to read next. */
    cursor: p.text().nullable(),
    /** How many products the provider says it has, as the pages of this pass say. */
    listedTotals: p.json<(number | null)[]>().defaultRaw(`'[]'`),
  },
});

/** One sync of a provider's products. */
export class SyncRun extends SyncRunSchema.class {
  /** Why some products may have been missed in this pass; null when all were read. */
  whyIncomplete(): string | null {
    if (this.listedTotals.length > 1) return 'its list of products kept changing while it was read';
    const [total = null] = this.listedTotals;
    return total === null || this.done >= total ? null : `only ${this.done} of its ${total} products were listed`;
  }

  startNextPass(): void {
    this.pass += 1;
    this.cursor = null;
    this.listedTotals = [];
  }

  finish(outcome: 'completed' | 'failed', error: string | null = null): void {
    this.outcome = outcome;
    this.finishedAt = new Date();
    this.error = error;
  }

  toView(): SyncRunView {
    const {
      id,
      provider,
      requestedBy = null,
      outcome,
      done,
      total,
      added,
      updated,
      unchanged,
      hidden,
      error = null,
    } = this;
    const times = { startedAt: this.startedAt.toISOString(), finishedAt: this.finishedAt?.toISOString() ?? null };
    return { id, provider, requestedBy, outcome, ...times, done, total, added, updated, unchanged, hidden, error };
  }
}
SyncRunSchema.setClass(SyncRun);

export const syncEntities = [SyncRun];
export type SyncTables = InferKyselyDB<typeof SyncRunSchema>;
