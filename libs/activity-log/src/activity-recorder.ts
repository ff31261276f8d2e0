import type { EventMap, EventType } from '@daybook/contract';
import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { EntryRecorder, type EntryContext, type RecordResult } from '@daybook/events';
import { Injectable, Logger } from '@nestjs/common';
import { eventDefinitions, type EventDefinition } from './event-definitions.js';
import { draftEntry, type EntryDraft } from './entry-draft.js';
import { addToOpenEntry, insertEntry } from './entry-writes.js';
import { findResolver } from './find-resolver.js';
import { LostEntries } from './lost-entries.js';
import { Resolutions } from './resolutions.js';
import { createFormatters, type Formatters } from './formatters.js';

/** How long an entry may wait for a lock (on its order, or on its dedupe key) before the change goes on without it. */
const lockWait = '500ms';

// `set local` outlives the savepoint's release, so the transaction's own lock_timeout is kept beside and put back.
const beginEntry = `savepoint activity_entry; select
  set_config('daybook.lock_timeout', current_setting('lock_timeout'), true), set_config('lock_timeout', '${lockWait}', true)`;
const keepEntry = `select set_config('lock_timeout', current_setting('daybook.lock_timeout'), true); release savepoint activity_entry`;
const dropEntry = `rollback to savepoint activity_entry; release savepoint activity_entry`;

@Injectable()
export class ActivityRecorder extends EntryRecorder {
  readonly #log = new Logger(ActivityRecorder.name);
  readonly #words: Formatters;

  constructor(
    settings: Settings,
    private readonly lost: LostEntries,
    private readonly resolutions: Resolutions,
  ) {
    super();
    this.#words = createFormatters(settings.shop.locale);
  }

  async logEvent<T extends EventType>(
    tx: Transaction,
    type: T,
    data: EventMap[T],
    context: EntryContext,
  ): Promise<RecordResult> {
    try {
      await tx.run(beginEntry);
      const recorded = await this.write(tx, draftEntry(type, data, context, this.#words));
      await tx.run(keepEntry);
      return recorded;
    } catch (error) {
      this.#log.error(`The entry ${type} of order ${context.orderId ?? 'none'} is lost: ${String(error)}`);
      await tx.run(dropEntry);
      tx.afterCommit(() => this.lost.count());
      return { outcome: 'lost' };
    }
  }

  async resolveProblems<T extends EventType>(
    tx: Transaction,
    type: T,
    where: Partial<EventMap[T]>,
    name: string,
    orderId?: string,
  ): Promise<void> {
    await this.resolutions.settle(tx, type, where, { by: 'person', name }, orderId);
  }

  private async write<T extends EventType>(tx: Transaction, entry: EntryDraft<T>): Promise<RecordResult> {
    const kind: EventDefinition<T> = eventDefinitions[entry.type];
    const openId = kind.mergesInto && (await addToOpenEntry(tx, entry, kind, this.#words));
    if (openId) return { outcome: 'written', entryId: openId };

    const explanation = entry.level === 'info' ? null : await findResolver(tx, entry);
    if (!(await insertEntry(tx, entry, explanation))) return { outcome: 'duplicate' };
    const problems = kind.resolves?.(entry.data) ?? [];
    if (problems.length > 0) await this.resolutions.explain(tx, entry, problems);
    return { outcome: 'written', entryId: entry.id };
  }
}
