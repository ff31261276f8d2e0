import { loadSettings, SettingsModule } from '@daybook/config';
import { Database, DatabaseModule } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { sql } from 'kysely';
import { AccountsModule, Accounts, SessionSecret, UnknownAccountError } from './index.js';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';

const homeIp = '203.0.113.7';

describe('Accounts', () => {
  let server: TestDatabase;
  let started: TestingModule[];

  beforeEach(async () => {
    server = await aDatabase();
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map((process) => process.close()));
    await server.drop();
  });

  async function aProcess(env: Record<string, string> = {}): Promise<TestingModule> {
    const settings = loadSettings({ DATABASE_URL: server.url, ...env });
    const process = await Test.createTestingModule({
      imports: [
        SettingsModule.forRoot(settings),
        DatabaseModule.forRoot({ url: server.url, entities: [], applicationName: 'test', maxConnections: 3 }),
        AccountsModule,
      ],
    }).compile();
    await process.init();
    started.push(process);
    return process;
  }

  it('creates one owner when several processes start at once, and returns the password to one of them', async () => {
    const processes = await Promise.all([1, 2, 3, 4].map(() => aProcess({ ADMIN_EMAIL: 'Ada@Example.com' })));
    const results = await Promise.all(processes.map((process) => process.get(Accounts).ensureOwner()));

    expect(results.map(({ email }) => email)).toEqual(Array(4).fill('ada@example.com'));
    const passwords = results.map(({ password }) => password).filter((password) => password !== null);
    expect(passwords).toEqual([expect.stringMatching(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)]);
    const accounts = processes[0]?.get(Accounts);
    expect(await accounts?.authenticate('ada@example.com', passwords[0] ?? '', homeIp)).toMatchObject({
      outcome: 'authenticated',
    });
    expect(await accounts?.ensureOwner()).toEqual({ email: 'ada@example.com', password: null });
  });

  it('hashes the configured password of the owner with argon2id and does not return it', async () => {
    const process = await aProcess({ ADMIN_PASSWORD: 'a long enough one' });
    const accounts = process.get(Accounts);

    expect(await accounts.ensureOwner()).toEqual({ email: 'owner@example.com', password: null });
    expect(await accounts.authenticate('owner@example.com', 'a long enough one', homeIp)).toMatchObject({
      outcome: 'authenticated',
    });
    const { rows } = await sql<{ hash: string }>`select password_hash as hash from app_user`.execute(
      process.get(Database).kysely(),
    );
    expect(rows).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });

  it('ignores case and surrounding spaces in an e-mail address', async () => {
    const accounts = (await aProcess({ ADMIN_EMAIL: 'Ada@Example.com', ADMIN_PASSWORD: 'a long enough one' })).get(
      Accounts,
    );
    await accounts.ensureOwner();

    expect(await accounts.authenticate(' ADA@example.COM ', 'a long enough one', homeIp)).toEqual({
      outcome: 'authenticated',
      user: { userId: expect.any(String), name: 'Owner', email: 'ada@example.com' },
    });
  });

  it('refuses a wrong password and an unknown account in the same way', async () => {
    const accounts = (await aProcess()).get(Accounts);
    const { email } = await accounts.ensureOwner();

    const wrong = await accounts.authenticate(email, 'not the password', homeIp);
    expect(wrong).toEqual({ outcome: 'refused' });
    expect(await accounts.authenticate('nobody@example.com', 'not the password', homeIp)).toEqual(wrong);
  });

  it('makes a correct password wait after five failures', async () => {
    const process = await aProcess({ ADMIN_PASSWORD: 'a long enough one' });
    const accounts = process.get(Accounts);
    const { email } = await accounts.ensureOwner();
    for (let failure = 0; failure < 5; failure++) await accounts.authenticate(email, 'not the password', homeIp);

    const limited = await accounts.authenticate(email, 'a long enough one', homeIp);
    expect(limited).toEqual({ outcome: 'rate_limited', retryAfterSeconds: expect.any(Number) });
    expect(await accounts.authenticate(email, 'a long enough one', '198.51.100.1')).toMatchObject({
      outcome: 'authenticated',
    });

    await sql`update sign_in_attempt set expire = 0 where key like 'pair:%'`.execute(process.get(Database).kysely());
    expect(await accounts.authenticate(email, 'a long enough one', homeIp)).toMatchObject({ outcome: 'authenticated' });
  });

  it('resets a password, ends the sessions of its account and lifts the rate limits', async () => {
    const process = await aProcess({ ADMIN_PASSWORD: 'a long enough one' });
    const accounts = process.get(Accounts);
    const { email } = await accounts.ensureOwner();
    const result = await accounts.authenticate(email, 'a long enough one', homeIp);
    if (result.outcome !== 'authenticated') throw new Error('The owner could not sign in.');
    await aSession('theirs', result.user.userId);
    await aSession('another', 'somebody else');
    for (let failure = 0; failure < 5; failure++) await accounts.authenticate(email, 'not the password', homeIp);
    for (let failure = 0; failure < 30; failure++)
      await accounts.authenticate(`${failure}@example.com`, 'a guess', homeIp);
    expect(await accounts.authenticate('one-more@example.com', 'a guess', homeIp)).toMatchObject({
      outcome: 'rate_limited',
    });

    const password = await accounts.resetPassword('Owner@Example.com');

    expect(await accounts.authenticate(email, 'a long enough one', homeIp)).toEqual({ outcome: 'refused' });
    expect(await accounts.authenticate(email, password, homeIp)).toMatchObject({ outcome: 'authenticated' });
    const { rows } = await sql`select sid from user_session`.execute(process.get(Database).kysely());
    expect(rows).toEqual([{ sid: 'another' }]);
    await expect(accounts.resetPassword('nobody@example.com')).rejects.toThrow(UnknownAccountError);

    async function aSession(sid: string, userId: string): Promise<void> {
      const sess = JSON.stringify({ cookie: {}, userId });
      await sql`insert into user_session (sid, sess, expire) values (${sid}, ${sess}, now() + interval '1 day')`.execute(
        process.get(Database).kysely(),
      );
    }
  });

  it('gives every process the same generated session secret, unless one is configured', async () => {
    const processes = await Promise.all([1, 2, 3].map(() => aProcess()));
    const secrets = processes.map((process) => process.get(SessionSecret).value);
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);

    const chosen = await aProcess({ SESSION_SECRET: 'thirty-two characters, or more, of it' });
    expect(chosen.get(SessionSecret).value).toBe('thirty-two characters, or more, of it');
  });
});
