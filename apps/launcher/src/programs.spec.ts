import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unavailableExitCode, type ProgramReport, type UserFacingError } from '@daybook/config';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { waitFor } from '../../../test/support/wait-for.js';
import { ApiReports } from './api-reports.js';
import { Programs } from './programs.js';

/** Longer than a busy machine needs to start a program and see it end. */
const wellAfterSeconds = 5;

let folder: string;
let stop: AbortController;
let programs: Programs;
let sentences: string[];
let fatal: UserFacingError[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybook-programs-'));
  stop = new AbortController();
  sentences = [];
  fatal = [];
  programs = new Programs({
    ...{ dist: folder, dataDir: folder, reports: new ApiReports(), stopping: stop.signal },
    ...{ log: (sentence) => sentences.push(sentence), onFatal: (error) => fatal.push(error) },
    restarts: { firstPauseSeconds: 0.05, maxPauseSeconds: 0.05, wellAfterSeconds },
  });
});
afterEach(async () => {
  stop.abort();
  await programs.stop();
  rmSync(folder, { recursive: true });
});

function write(app: 'api' | 'worker', script: string): void {
  const src = join(folder, 'apps', app, 'src');
  mkdirSync(src, { recursive: true });
  writeFileSync(join(src, 'main.js'), script);
}

const ready = `process.send('ready'); setInterval(() => undefined, 1_000);`;
const dying = `process.send('ready', () => { console.error('No such table.\\n    at here'); process.exit(1); });`;
const heardPath = () => join(folder, 'heard');
/** An api that notes what it hears. */
const listening = () => `
  import { appendFileSync } from 'node:fs';
  process.on('message', (report) => appendFileSync('${heardPath()}', JSON.stringify(report) + '\\n'));
  ${ready}`;
function heard(): ProgramReport[] {
  const lines = readFileSync(heardPath(), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ProgramReport);
}

it('tells the api of a program that ends three times in a row, and once it runs well', async () => {
  write('api', listening());
  write('worker', dying);
  void programs.keepRunning('api', process.env);
  void programs.keepRunning('worker', process.env);
  const aboutWorker = () => heard().filter(({ program }) => program === 'worker');
  await waitFor(() => aboutWorker().length >= 2);
  expect(aboutWorker().slice(0, 2)).toEqual(
    [3, 4].map((restarts) => ({
      ...{ program: 'worker', state: 'unavailable', restarts },
      reason: 'exit code 1 (No such table.)',
    })),
  );

  write('worker', ready);
  await waitFor(() => aboutWorker().at(-1)?.state === 'available');
  const reports = aboutWorker().length;
  await waitFor(() => heard().some(({ program, state }) => program === 'api' && state === 'available'));
  expect(aboutWorker()).toHaveLength(reports);
});

it('tells the api that it has died again and again once it is back', async () => {
  write('api', dying);
  void programs.keepRunning('api', process.env);
  await waitFor(() => sentences.length >= 3);
  write('api', listening());
  await waitFor(() => heard().length > 0);
  expect(heard()[0]).toMatchObject({ program: 'api', state: 'unavailable' });
  await waitFor(() => heard().at(-1)?.state === 'available');
});

it('gives up a program that cannot start, but not one that lacks its database', async () => {
  write('worker', `process.exit(${unavailableExitCode});`);
  void programs.keepRunning('worker', process.env);
  await waitFor(() => sentences.length >= 2);
  expect(fatal).toEqual([]);

  write('worker', `console.error('PORT has to be a number.'); process.exit(1);`);
  await waitFor(() => fatal.length === 1);
  expect(fatal[0]?.message).toMatch(/^The worker ended \(exit code 1\).*\nPORT has to be a number\.$/);
});
