import { randomBytes } from 'node:crypto';
import type { Settings } from '@daybook/config';
import type { Database } from '@daybook/database';
import { sql } from 'kysely';

export class SessionSecret {
  constructor(readonly value: string) {}

  /** From the settings, or generated once and stored in the database, so that every process has the same. */
  static async loadOrCreate(database: Database, settings: Settings): Promise<SessionSecret> {
    if (settings.sessionSecret !== undefined) return new SessionSecret(settings.sessionSecret);
    // The update changes nothing, but makes the statement return the existing row.
    const { rows } = await sql<{ value: string }>`
      insert into app_secret (name, value) values ('session', ${randomBytes(32).toString('hex')})
      on conflict (name) do update set value = app_secret.value
      returning value
    `.execute(database.sql);
    const [secret] = rows;
    if (!secret) throw new Error('The session secret could neither be read nor created.');
    return new SessionSecret(secret.value);
  }
}
