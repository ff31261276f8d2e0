import { Database, DatabaseModule } from '@daybook/database';
import { Test } from '@nestjs/testing';

/** A `Database` on its own, without an application around it. */
export async function openDatabase(url: string): Promise<{ database: Database; close: () => Promise<void> }> {
  const imports = [DatabaseModule.forRoot({ url, entities: [], applicationName: 'daybook test' })];
  const module = await Test.createTestingModule({ imports }).compile();
  return { database: module.get(Database), close: () => module.close() };
}
