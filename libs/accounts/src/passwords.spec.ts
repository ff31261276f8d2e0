import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as argon2 from '@node-rs/argon2';

const verify = jest.fn(argon2.verify);
jest.unstable_mockModule('@node-rs/argon2', () => ({ hash: argon2.hash, verify }));
const { Passwords } = await import('./passwords.js');

describe('Passwords', () => {
  const passwords = new Passwords();
  beforeAll(() => passwords.onModuleInit());
  beforeEach(() => {
    verify.mockClear();
  });

  it('does the same work for an account that does not exist', async () => {
    const hashed = await passwords.hash('a long enough one');
    expect(await passwords.verify('not the password', hashed)).toBe(false);
    expect(await passwords.verify('not the password', undefined)).toBe(false);

    const costs = verify.mock.calls.map(([hash]) => String(hash).split('$').slice(0, 4));
    expect(costs).toHaveLength(2);
    expect(costs[0]).toEqual(costs[1]);
  });

  it('accepts a letter in either Unicode composition', async () => {
    const hashed = await passwords.hash('caf\u00e9 au lait');
    expect(await passwords.verify('cafe\u0301 au lait', hashed)).toBe(true);
  });

  it('generates a different password each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => passwords.generate())).size).toBe(100);
  });
});
