import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const script = new URL('../../scripts/ci-summary.mjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'daybook-ci-summary-'));

const allChecks = { passed: ['check:format', 'check:types'], failed: [] as string[] };
const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((outcome) => ({ status: outcome })),
});
const tests = (passed: number, failed: number, ...testResults: object[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults,
});

interface Run {
  checks?: object;
  checkCode?: number;
  report?: object;
  testCode?: number;
}

function summarize({ checks = allChecks, checkCode = 0, report = tests(5, 0), testCode = 0 }: Run) {
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  write('checks.json', checks);
  write('tests.json', report);
  const args = [join(folder, 'checks.json'), String(checkCode), join(folder, 'tests.json'), String(testCode)];
  const { stdout, status } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { line: stdout.trim(), status };
}

describe('the last line of a CI run', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('sums checks and tests', () => {
    expect(summarize({})).toEqual({ line: '7 passed, 0 failed', status: 0 });
  });

  it('counts a failed check as one failure', () => {
    const checks = { passed: ['check:format'], failed: ['check:types', 'check:lint'] };
    expect(summarize({ checks, checkCode: 1 })).toEqual({ line: '6 passed, 2 failed', status: 1 });
  });

  it('counts failed tests, and a file that crashed as one more', () => {
    const report = tests(
      3,
      2,
      file('failed', 'failed', 'failed', 'passed'),
      file('failed'),
      file('passed', 'passed', 'passed'),
    );
    expect(summarize({ report, testCode: 1 })).toEqual({ line: '5 passed, 3 failed', status: 1 });
  });

  it('counts a file whose cleanup failed after its tests passed', () => {
    expect(summarize({ report: tests(1, 0, file('failed', 'passed')), testCode: 1 })).toEqual({
      line: '3 passed, 1 failed',
      status: 1,
    });
  });

  it('fails when not one test ran', () => {
    expect(summarize({ report: tests(0, 0) })).toEqual({ line: '2 passed, 1 failed', status: 1 });
  });

  it('fails when a command failed without saying what', () => {
    expect(summarize({ testCode: 124 })).toEqual({ line: '7 passed, 1 failed', status: 1 });
    expect(summarize({ checkCode: 1 })).toEqual({ line: '7 passed, 1 failed', status: 1 });
  });

  it('fails when a report is missing', () => {
    const { stdout, status } = spawnSync(process.execPath, [script, '/nowhere', '0', '/nowhere', '0'], {
      encoding: 'utf8',
    });
    expect(stdout.trim()).toBe('0 passed, 2 failed');
    expect(status).toBe(1);
  });
});
