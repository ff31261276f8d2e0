import { Database } from '@daybook/database';
import { MikroORM } from '@mikro-orm/postgresql';

/** A `Database` on its own, without an application around it. */
export async function openDatabase(url: string): Promise<{ database: Database; close: () => Promise<void> }> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: 10 },
  });
  return { database: new Database(orm), close: () => orm.close() };
}
