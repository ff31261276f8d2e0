import { randomBytes } from 'node:crypto';
import type { Settings } from '@daybook/config';
import type { Database } from '@daybook/database';
import { sql } from 'kysely';

/** What signs the session cookie. */
export class SessionSecret {
  constructor(readonly value: string) {}

  /** From the settings, or made once and kept in the database; every process gets the same. */
  static async load(database: Database, settings: Settings): Promise<SessionSecret> {
    if (settings.sessionSecret !== undefined) return new SessionSecret(settings.sessionSecret);
    // The update changes nothing; it makes the statement give back the row that was there first.
    const { rows } = await sql<{ value: string }>`
      insert into app_secret (name, value) values ('session', ${randomBytes(32).toString('hex')})
      on conflict (name) do update set value = app_secret.value
      returning value
    `.execute(database.sql);
    const [secret] = rows;
    if (!secret) throw new Error('The session secret could neither be read nor made.');
    return new SessionSecret(secret.value);
  }
}
