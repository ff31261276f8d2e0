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
    await sql`delete from sign_in_attempt`.execute(database.sql);
  });
  afterAll(() => module.close());

  /** How many of `n` attempts may go on. */
  async function admittedOf(
    n: number,
    attempt: (index: number) => { email: string; address: string },
  ): Promise<number> {
    let admitted = 0;
    for (let index = 0; index < n; index++) if ((await throttle.count(attempt(index))) === null) admitted++;
    return admitted;
  }

  it('admits five attempts on an account from one address, and says how long to wait', async () => {
    const attempt = { email: owner, address: '203.0.113.7' };
    expect(await admittedOf(8, () => attempt)).toBe(5);
    const wait = await throttle.count(attempt);
    expect(wait).toBeGreaterThan(800);
    expect(wait).toBeLessThanOrEqual(900);
  });

  it('counts attempts that come at once, and in other processes', async () => {
    const another = new SignInThrottle(database, await database.pool());
    const attempt = { email: owner, address: '203.0.113.7' };
    const waits = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? another : throttle).count(attempt)));
    expect(waits.filter((wait) => wait === null)).toHaveLength(5);
  });

  it('admits thirty attempts from one address, whichever accounts they are on', async () => {
    expect(await admittedOf(40, (i) => ({ email: `guess-${i}@example.com`, address: '203.0.113.7' }))).toBe(30);
    expect(await throttle.count({ email: owner, address: '203.0.113.8' })).toBeNull();
  });

  it('takes a household’s IPv6 network for one address', async () => {
    expect(await admittedOf(8, (i) => ({ email: owner, address: `2001:db8:1:2::${i + 1}` }))).toBe(5);
    expect(await throttle.count({ email: owner, address: '2001:db8:1:3::1' })).toBeNull();
  });

  it('takes an IPv4 address for the same when it comes as IPv6', async () => {
    await admittedOf(5, () => ({ email: owner, address: '203.0.113.7' }));
    expect(await throttle.count({ email: owner, address: '::ffff:203.0.113.7' })).not.toBeNull();
  });

  it('admits fifty attempts on one account from everywhere, but does not keep out an address it knows', async () => {
    const home = { email: owner, address: '203.0.113.7' };
    expect(await throttle.count(home)).toBeNull();
    await throttle.succeeded(home);

    const stranger = (i: number) => ({ email: owner, address: `198.51.100.${i}` });
    expect(await admittedOf(60, stranger)).toBe(50);
    expect(await throttle.count(stranger(200))).not.toBeNull();
    expect(await throttle.count(home)).toBeNull();
  });

  it('forgets the failures of a pair that got in, not those of its address', async () => {
    const home = { email: owner, address: '203.0.113.7' };
    expect(await admittedOf(5, () => home)).toBe(5);
    await throttle.succeeded(home);
    expect(await admittedOf(5, () => home)).toBe(5);

    expect(await admittedOf(40, (i) => ({ ...home, email: `guess-${i}@example.com` }))).toBe(30 - 4 - 5);
  });

  it('keeps no address of a person and nothing they typed', async () => {
    await throttle.count({ email: 'my password, typed here by mistake', address: '203.0.113.7' });
    const { rows } = await sql<{ key: string }>`select key from sign_in_attempt`.execute(database.sql);
    expect(rows.map(({ key }) => key).join(' ')).not.toContain('password');
  });
});
