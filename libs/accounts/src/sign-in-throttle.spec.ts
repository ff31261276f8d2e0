import { Database, DatabaseModule } from '@daybook/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { sql } from 'kysely';
import { useDatabase } from '../../../test/support/database.js';
import { SignInThrottle } from './sign-in-throttle.js';

const owner = 'owner@example.com';
const server = useDatabase();

describe('SignInThrottle', () => {
  let module: TestingModule;
  let database: Database;
  let throttle: SignInThrottle;

  beforeAll(async () => {
    module = await Test.createTestingModule({
      imports: [DatabaseModule.forRoot({ url: server.url, entities: [], applicationName: 'test' })],
    }).compile();
    await module.init();
    database = module.get(Database);
    throttle = new SignInThrottle(database, await database.pool());
  });
  beforeEach(async () => {
    await sql`delete from sign_in_attempt`.execute(database.kysely());
  });
  afterAll(() => module.close());

  /** How many of `n` attempts may proceed. */
  async function countAdmitted(
    n: number,
    attempt: (index: number) => { email: string; ipAddress: string },
  ): Promise<number> {
    let admitted = 0;
    for (let index = 0; index < n; index++) if ((await throttle.consume(attempt(index))) === null) admitted++;
    return admitted;
  }

  it('admits five attempts on an account from one address and returns how long to wait', async () => {
    const attempt = { email: owner, ipAddress: '203.0.113.7' };
    expect(await countAdmitted(8, () => attempt)).toBe(5);
    const wait = await throttle.consume(attempt);
    expect(wait).toBeGreaterThan(800);
    expect(wait).toBeLessThanOrEqual(900);
  });

  it('counts concurrent attempts across processes', async () => {
    const otherProcess = new SignInThrottle(database, await database.pool());
    const attempt = { email: owner, ipAddress: '203.0.113.7' };
    const waits = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? otherProcess : throttle).consume(attempt)),
    );
    expect(waits.filter((wait) => wait === null)).toHaveLength(5);
  });

  it('admits thirty attempts from one address on any accounts', async () => {
    expect(await countAdmitted(40, (i) => ({ email: `guess-${i}@example.com`, ipAddress: '203.0.113.7' }))).toBe(30);
    expect(await throttle.consume({ email: owner, ipAddress: '203.0.113.8' })).toBeNull();
  });

  it('treats an IPv6 /56 network as one address', async () => {
    expect(await countAdmitted(8, (i) => ({ email: owner, ipAddress: `2001:db8:1:20${i}::1` }))).toBe(5);
    expect(await throttle.consume({ email: owner, ipAddress: '2001:db8:1:300::1' })).toBeNull();
  });

  it('treats an IPv4-mapped IPv6 address as the IPv4 address', async () => {
    await countAdmitted(5, () => ({ email: owner, ipAddress: '203.0.113.7' }));
    expect(await throttle.consume({ email: owner, ipAddress: '::ffff:203.0.113.7' })).not.toBeNull();
  });

  it('admits fifty attempts on one account, but always admits an address that has signed in before', async () => {
    const home = { email: owner, ipAddress: '203.0.113.7' };
    expect(await throttle.consume(home)).toBeNull();
    await throttle.recordSuccess(home);

    const stranger = (i: number) => ({ email: owner, ipAddress: `198.51.100.${i}` });
    expect(await countAdmitted(60, stranger)).toBe(50);
    expect(await throttle.consume(stranger(200))).not.toBeNull();
    expect(await throttle.consume(home)).toBeNull();
  });

  it('resets the failures of an account and address after success, but not those of the address', async () => {
    const home = { email: owner, ipAddress: '203.0.113.7' };
    expect(await countAdmitted(5, () => home)).toBe(5);
    await throttle.recordSuccess(home);
    expect(await countAdmitted(5, () => home)).toBe(5);

    expect(await countAdmitted(40, (i) => ({ ...home, email: `guess-${i}@example.com` }))).toBe(30 - 4 - 5);
  });

  it('stores nothing that somebody typed', async () => {
    await throttle.consume({ email: 'my password, typed here by mistake', ipAddress: '203.0.113.7' });
    const { rows } = await sql<{ key: string }>`select key from sign_in_attempt`.execute(database.kysely());
    expect(rows.map(({ key }) => key).join(' ')).not.toContain('password');
  });
});
