import type { EventMap, EventType } from '@daybook/contract';
import { Settings } from '@daybook/config';
import { isDatabaseUnavailable, type Transaction } from '@daybook/database';
import { EntryRecorder, type EntryContext, type OpenProblems, type RecordResult } from '@daybook/events';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable, Logger } from '@nestjs/common';
import { backdateEntry, createEntry, insertEntry, mergeIntoOpenEntry, type NewEntry } from './entries.js';
import { createFormatters, type EventDefinition, type Formatters } from './event-definition.js';
import { eventDefinitions } from './event-definitions.js';
import { LostEntries } from './lost-entries.js';
import { ProblemTriage } from './problem-triage.js';
import { Resolutions } from './resolutions.js';

/** How long an entry may wait for a lock (on its order, or on its dedupe key) before the change goes on without it. */
const lockTimeout = '500ms';

// `set local` outlives the savepoint's release, so the transaction's own lock_timeout is saved and restored.
const openSavepoint = `savepoint activity_entry; select
  set_config('daybook.lock_timeout', current_setting('lock_timeout'), true), set_config('lock_timeout', '${lockTimeout}', true)`;
const releaseSavepoint = `select set_config('lock_timeout', current_setting('daybook.lock_timeout'), true); release savepoint activity_entry`;
const rollBackToSavepoint = `rollback to savepoint activity_entry; release savepoint activity_entry`;

@Injectable()
export class ActivityRecorder extends EntryRecorder {
  readonly #log = new Logger(ActivityRecorder.name);
  readonly #formatters: Formatters;

  constructor(
    settings: Settings,
    private readonly lostEntries: LostEntries,
    private readonly resolutions: Resolutions,
    private readonly consoles: ConsoleNotifier,
    private readonly triage: ProblemTriage,
  ) {
    super();
    this.#formatters = createFormatters(settings.shop.locale, settings.shop.timeZone);
  }

  async recordEvent<T extends EventType>(
    tx: Transaction,
    type: T,
    data: EventMap[T],
    context: EntryContext,
  ): Promise<RecordResult> {
    try {
      await tx.runStatements(openSavepoint);
      const receivedAt = context.receivedAt ?? tx.receivedAt;
      const entry = createEntry(type, data, { ...context, ...(receivedAt && { receivedAt }) }, this.#formatters);
      const result = await this.write(tx, entry);
      await tx.runStatements(releaseSavepoint);
      return result;
    } catch (error) {
      // such as a full disk: the change waits for the database with its entry
      if (isDatabaseUnavailable(error)) throw error;
      this.#log.error(`The entry ${type} of order ${context.orderId ?? 'none'} is lost: ${String(error)}`);
      await tx.runStatements(rollBackToSavepoint);
      tx.afterCommit(() => this.lostEntries.increment());
      return { outcome: 'lost' };
    }
  }

  async resolveProblems<T extends EventType>(tx: Transaction, problems: OpenProblems<T>, actor: string): Promise<void> {
    await this.resolutions.resolveProblems(tx, problems, actor);
  }

  hasOpenProblem<T extends EventType>(tx: Transaction, problems: OpenProblems<T>): Promise<boolean> {
    return this.resolutions.hasOpenProblem(tx, problems);
  }

  private async write<T extends EventType>(tx: Transaction, entry: NewEntry<T>): Promise<RecordResult> {
    const definition: EventDefinition<T> = eventDefinitions[entry.type];
    const mergedId = await mergeIntoOpenEntry(tx, entry, definition, this.#formatters);
    if (mergedId) {
      if (definition.mergesInto?.isOneMore) await this.wakeCauseOf(tx, entry);
      return { outcome: 'written', entryId: mergedId };
    }

    const resolvedBy = entry.level === 'info' ? null : await this.resolutions.findResolver(tx, entry);
    if (!(await insertEntry(tx, entry, resolvedBy))) {
      const movedId = await backdateEntry(tx, entry, resolvedBy);
      if (movedId) tx.afterCommit(() => this.consoles.notify({ updatedEntryIds: [movedId] }));
      return { outcome: 'duplicate' };
    }
    if (!resolvedBy && isNews(entry)) await this.wakeCauseOf(tx, entry);
    await this.resolutions.resolveByEvent(tx, entry, definition.resolves?.(entry.data) ?? []);
    return { outcome: 'written', entryId: entry.id };
  }

  private async wakeCauseOf(tx: Transaction, { cause }: NewEntry): Promise<void> {
    if (cause !== null) await this.triage.wake(tx, cause);
  }
}

/** What nobody has to act on is none, except that an order fails because its provider does. */
const isNews = ({ isAlreadyResolved, data }: NewEntry) =>
  !isAlreadyResolved || ('isOutage' in data && data.isOutage === true);
