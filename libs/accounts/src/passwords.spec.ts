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
    const stored = await passwords.hash('a long enough one');
    expect(await passwords.matches('not the password', stored)).toBe(false);
    expect(await passwords.matches('not the password', undefined)).toBe(false);

    const costs = verify.mock.calls.map(([hash]) => String(hash).split('$').slice(0, 4));
    expect(costs).toHaveLength(2);
    expect(costs[0]).toEqual(costs[1]);
  });

  it('takes a letter for the same however the keyboard composes it', async () => {
    const stored = await passwords.hash('caf\u00e9 au lait');
    expect(await passwords.matches('cafe\u0301 au lait', stored)).toBe(true);
  });

  it('never makes up the same password twice', () => {
    expect(new Set(Array.from({ length: 100 }, () => passwords.makeUp())).size).toBe(100);
  });
});
