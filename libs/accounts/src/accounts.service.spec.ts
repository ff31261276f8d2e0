import { loadSettings, SettingsModule } from '@daybook/config';
import { Database, DatabaseModule } from '@daybook/database';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { sql } from 'kysely';
import { AccountsModule, Accounts, SessionSecret, UnknownAccountError } from './index.js';
import { aDatabase, type TestDatabase } from '../../../test/support/database.js';

const home = '203.0.113.7';

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
        DatabaseModule.forRoot({ url: server.url, entities: [], applicationName: 'test', connections: 3 }),
        AccountsModule,
      ],
    }).compile();
    await process.init();
    started.push(process);
    return process;
  }

  it('makes one owner when several processes start at once, and gives the password to one of them', async () => {
    const processes = await Promise.all([1, 2, 3, 4].map(() => aProcess({ ADMIN_EMAIL: 'Ada@Example.com' })));
    const answers = await Promise.all(processes.map((process) => process.get(Accounts).ensureOwner()));

    expect(answers.map(({ email }) => email)).toEqual(Array(4).fill('ada@example.com'));
    const passwords = answers.map(({ password }) => password).filter((password) => password !== null);
    expect(passwords).toEqual([expect.stringMatching(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)]);
    const accounts = processes[0]?.get(Accounts);
    expect(await accounts?.verify('ada@example.com', passwords[0] ?? '', home)).toMatchObject({ outcome: 'verified' });
    expect(await accounts?.ensureOwner()).toEqual({ email: 'ada@example.com', password: null });
  });

  it('gives the owner the password of the settings, kept as argon2id, and shows it to nobody', async () => {
    const process = await aProcess({ ADMIN_PASSWORD: 'a long enough one' });
    const accounts = process.get(Accounts);

    expect(await accounts.ensureOwner()).toEqual({ email: 'owner@example.com', password: null });
    expect(await accounts.verify('owner@example.com', 'a long enough one', home)).toMatchObject({
      outcome: 'verified',
    });
    const { rows } = await sql<{ hash: string }>`select password_hash as hash from app_user`.execute(
      process.get(Database).sql,
    );
    expect(rows).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });

  it('knows an address however it is capitalised', async () => {
    const accounts = (await aProcess({ ADMIN_EMAIL: 'Ada@Example.com', ADMIN_PASSWORD: 'a long enough one' })).get(
      Accounts,
    );
    await accounts.ensureOwner();

    expect(await accounts.verify(' ADA@example.COM ', 'a long enough one', home)).toEqual({
      outcome: 'verified',
      user: { userId: expect.any(String), name: 'Owner', email: 'ada@example.com' },
    });
  });

  it('answers a wrong password and an unknown account alike', async () => {
    const accounts = (await aProcess()).get(Accounts);
    const { email } = await accounts.ensureOwner();

    const wrong = await accounts.verify(email, 'not the password', home);
    expect(wrong).toEqual({ outcome: 'refused' });
    expect(await accounts.verify('nobody@example.com', 'not the password', home)).toEqual(wrong);
  });

  it('keeps a right password waiting after five failures, then lets it in', async () => {
    const process = await aProcess({ ADMIN_PASSWORD: 'a long enough one' });
    const accounts = process.get(Accounts);
    const { email } = await accounts.ensureOwner();
    for (let failure = 0; failure < 5; failure++) await accounts.verify(email, 'not the password', home);

    const waiting = await accounts.verify(email, 'a long enough one', home);
    expect(waiting).toEqual({ outcome: 'slowed_down', retryAfterSeconds: expect.any(Number) });
    expect(await accounts.verify(email, 'a long enough one', '198.51.100.1')).toMatchObject({ outcome: 'verified' });

    await sql`update sign_in_attempt set expire = 0 where key like 'pair:%'`.execute(process.get(Database).sql);
    expect(await accounts.verify(email, 'a long enough one', home)).toMatchObject({ outcome: 'verified' });
  });

  it('resets a password: the old one and the sessions end, and the new one need not wait', async () => {
    const process = await aProcess({ ADMIN_PASSWORD: 'a long enough one' });
    const accounts = process.get(Accounts);
    const { email } = await accounts.ensureOwner();
    const verdict = await accounts.verify(email, 'a long enough one', home);
    if (verdict.outcome !== 'verified') throw new Error('The owner could not sign in.');
    await aSession('theirs', verdict.user.userId);
    await aSession('another', 'somebody else');
    for (let failure = 0; failure < 5; failure++) await accounts.verify(email, 'not the password', home);
    for (let failure = 0; failure < 30; failure++) await accounts.verify(`${failure}@example.com`, 'a guess', home);
    expect(await accounts.verify('one-more@example.com', 'a guess', home)).toMatchObject({ outcome: 'slowed_down' });

    const password = await accounts.resetPassword('Owner@Example.com');

    expect(await accounts.verify(email, 'a long enough one', home)).toEqual({ outcome: 'refused' });
    expect(await accounts.verify(email, password, home)).toMatchObject({ outcome: 'verified' });
    const { rows } = await sql`select sid from user_session`.execute(process.get(Database).sql);
    expect(rows).toEqual([{ sid: 'another' }]);
    await expect(accounts.resetPassword('nobody@example.com')).rejects.toThrow(UnknownAccountError);

    async function aSession(sid: string, userId: string): Promise<void> {
      const sess = JSON.stringify({ cookie: {}, userId });
      await sql`insert into user_session (sid, sess, expire) values (${sid}, ${sess}, now() + interval '1 day')`.execute(
        process.get(Database).sql,
      );
    }
  });

  it('signs cookies with one secret in every process, made once, unless the settings name one', async () => {
    const processes = await Promise.all([1, 2, 3].map(() => aProcess()));
    const secrets = processes.map((process) => process.get(SessionSecret).value);
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);

    const chosen = await aProcess({ SESSION_SECRET: 'thirty-two characters, or more, of it' });
    expect(chosen.get(SessionSecret).value).toBe('thirty-two characters, or more, of it');
  });
});
