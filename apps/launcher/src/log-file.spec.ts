import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogFile } from './log-file.js';

describe('a log file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'daybook-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps the lines of the last start beside its own', () => {
    const path = join(folder, 'logs', 'api.log');
    for (const line of ['first', 'second']) {
      const log = new LogFile(path);
      log.write(line);
      log.close();
    }
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('first\n');
    expect(readFileSync(path, 'utf8')).toBe('second\n');
  });

  it('loses what cannot be written, says how much, and goes on once it can', () => {
    const logs = join(folder, 'logs');
    writeFileSync(logs, 'a file where its folder should be');
    const log = new LogFile(join(logs, 'api.log'));
    log.write('lost');
    log.write('lost, too');
    rmSync(logs);
    mkdirSync(logs);
    log.write('kept');
    log.write('kept, too');
    log.close();
    expect(readFileSync(join(logs, 'api.log'), 'utf8')).toBe('(2 lines could not be written here)\nkept\nkept, too\n');
  });

  it('can be closed although nothing was written', () => {
    expect(() => new LogFile(join(folder, 'api.log')).close()).not.toThrow();
  });
});
