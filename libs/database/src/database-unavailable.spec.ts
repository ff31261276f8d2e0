import { describe, expect, it } from '@jest/globals';
import { isDatabaseUnavailable } from './database-unavailable.js';

const aFault = (code: string) => Object.assign(new Error('a fault'), { code });

describe('an error', () => {
  it.each([
    ['the disk is full', '53100'],
    ['memory is short', '53200'],
    ['resources are short', '53000'],
    ['there are too many connections', '53300'],
    ['the disk fails', '58030'],
    ['the server shuts down', '57P01'],
    ['the server starts', '57P03'],
    ['the server is read-only', '25006'],
    ['nobody listens', 'ECONNREFUSED'],
  ])('says that the database is unavailable when %s', (_case, code) => {
    expect(isDatabaseUnavailable(aFault(code))).toBe(true);
    expect(isDatabaseUnavailable(new Error('a job failed', { cause: aFault(code) }))).toBe(true);
  });

  it.each([
    ['a value is refused', '23514'],
    ['a text cannot be stored', '22021'],
    ['the statement exceeds a limit', '53400'],
    ['the statement is too complex', '54001'],
    ['the statement takes too long', '57014'],
    ['the database is gone', '57P04'],
    ['a lock is not available', '55P03'],
    ['the disk of this process is full', 'ENOSPC'],
  ])('is about the request when %s', (_case, code) => {
    expect(isDatabaseUnavailable(aFault(code))).toBe(false);
  });
});
