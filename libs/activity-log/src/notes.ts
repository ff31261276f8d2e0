import { Settings } from '@daybook/config';
import type { EventMap } from '@daybook/contract';
import { Database, jsonb, now, type Transaction } from '@daybook/database';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import type { ActivityLogTables } from './activity-log.entities.js';
import { createFormatters, type Formatters } from './event-definition.js';
import { sentenceOf } from './sentence-of.js';

export interface NoteRef {
  orderId: string;
  entryId: string;
}
export type NoteChange = 'changed' | 'not_the_author' | 'not_found';

type NoteData = EventMap['order.note'];

/** Notes are the only entries that can be changed, by the account that wrote them. */
@Injectable()
export class Notes {
  readonly #formatters: Formatters;

  constructor(
    private readonly database: Database,
    private readonly consoles: ConsoleNotifier,
    settings: Settings,
  ) {
    this.#formatters = createFormatters(settings.shop.locale, settings.shop.timeZone);
  }

  edit(note: NoteRef, text: string, authorId: string): Promise<NoteChange> {
    return this.changeOwn(note, authorId, async (tx, before) => {
      if (text === before.text) return;
      const data: NoteData = { ...before, text, editedAt: new Date().toISOString() };
      await tx
        .kysely<ActivityLogTables>()
        .updateTable('activity_log')
        .set({ payload: jsonb(data), message: sentenceOf('order.note', data, this.#formatters), updated_at: now() })
        .where('id', '=', note.entryId)
        .execute();
    });
  }

  delete(note: NoteRef, authorId: string): Promise<NoteChange> {
    return this.changeOwn(note, authorId, async (tx) => {
      await tx.kysely<ActivityLogTables>().deleteFrom('activity_log').where('id', '=', note.entryId).execute();
    });
  }

  private changeOwn(
    { orderId, entryId }: NoteRef,
    authorId: string,
    change: (tx: Transaction, before: NoteData) => Promise<void>,
  ): Promise<NoteChange> {
    return this.database.transaction(async (tx) => {
      const note = await tx
        .kysely<ActivityLogTables>()
        .selectFrom('activity_log')
        .select('payload')
        .where('id', '=', entryId)
        .where('order_id', '=', orderId)
        .where('event_type', '=', 'order.note')
        .forNoKeyUpdate()
        // the type of an entry decides what is in its payload
        .$castTo<{ payload: NoteData }>()
        .executeTakeFirst();
      if (!note) return 'not_found';
      if (note.payload.authorId !== authorId) return 'not_the_author';
      await change(tx, note.payload);
      tx.afterCommit(() => this.consoles.notify({ updatedEntryIds: [entryId], changedOrderIds: [orderId] }));
      return 'changed';
    });
  }
}
