import { ProductsQueries } from '@daybook/catalog';
import type { Page, Provider, SyncListQuery, SyncRun, SyncState } from '@daybook/contract';
import { cursorTime, Database, decodeCursor, pageOf } from '@daybook/database';
import { FulfilmentProviders } from '@daybook/fulfilment';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { z } from 'zod';
import { runColumns, runShown, type SyncRunRow } from './sync-run.row.js';

const position = z.tuple([cursorTime, z.uuid()]);

/** Without which a provider's products cannot be read. */
const settingsOf: Record<Provider, string[]> = {
  printify: ['PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'],
  printful: ['PRINTFUL_TOKEN'],
};

@Injectable()
export class SyncRunsQueries {
  constructor(
    private readonly database: Database,
    private readonly providers: FulfilmentProviders,
    private readonly products: ProductsQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async list({ limit, before }: SyncListQuery): Promise<Page<SyncRun>> {
    const older = before === undefined ? sql`true` : olderThan(before);
    const { rows } = await sql<SyncRunRow>`
      select ${runColumns} from sync_run where ${older}
      order by started_at desc, id desc limit ${limit + 1}`.execute(this.database.sql);
    return pageOf(rows.map(runShown), limit, (last) => [Date.parse(last.startedAt), last.id]);
  }

  /** How each provider stands. */
  async states(): Promise<SyncState[]> {
    const { rows } = await sql<SyncRunRow>`
      select distinct on (provider) ${runColumns} from sync_run
      order by provider, started_at desc, id desc`.execute(this.database.sql);
    const offered = await this.products.offeredBy();
    return this.providers.all.map(({ name, isConfigured }) => {
      const last = rows.find(({ provider }) => provider === name);
      return {
        provider: name,
        isConfigured,
        settings: settingsOf[name],
        products: offered.get(name) ?? 0,
        lastRun: last ? runShown(last) : null,
      };
    });
  }
}

function olderThan(before: string) {
  const [startedAt, id] = decodeCursor(before, position);
  return sql`(started_at, id) < (${new Date(startedAt)}, ${id})`;
}
