import { randomBytes } from 'node:crypto';
import type { Settings } from '@daybook/config';
import type { Database } from '@daybook/database';
import type { AccountsTables } from './account.entities.js';

export class SessionSecret {
  constructor(readonly value: string) {}

  /** From the settings, or generated once and stored in the database, so that every process has the same. */
  static async loadOrCreate(database: Database, settings: Settings): Promise<SessionSecret> {
    if (settings.sessionSecret !== undefined) return new SessionSecret(settings.sessionSecret);
    // The update changes nothing, but makes the statement return the existing row.
    const { value } = await database
      .kysely<AccountsTables>()
      .insertInto('app_secret')
      .values({ name: 'session', value: randomBytes(32).toString('hex') })
      .onConflict((oc) => oc.column('name').doUpdateSet((eb) => ({ value: eb.ref('app_secret.value') })))
      .returning('app_secret.value')
      .executeTakeFirstOrThrow();
    return new SessionSecret(value);
  }
}
