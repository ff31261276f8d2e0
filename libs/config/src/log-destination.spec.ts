import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const module = new URL('../../../dist/libs/config/src/log-destination.js', import.meta.url).href;
/** Logs more than may wait, and says so elsewhere. */
const script = `
  const { openLogDestination } = await import(${JSON.stringify(module)});
  const log = openLogDestination();
  for (let line = 0; line < 2_000; line += 1) log.write('x'.repeat(1_000) + '\\n');
  await new Promise((resolve) => setImmediate(resolve));
  process.stderr.write('it still runs');`;

function run(stdout: 'pipe' | number) {
  const flags = ['--input-type=module', '--eval', script];
  return spawn(process.execPath, flags, { stdio: ['ignore', stdout, 'pipe'] });
}

async function outcomeOf(program: ReturnType<typeof run>) {
  let errors = '';
  program.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await once(program, 'close');
  return { code: program.exitCode, errors };
}

const fullDisk = '/dev/full';

describe('a program goes on', () => {
  it('when its log can no longer be read', async () => {
    const program = run('pipe');
    program.stdout?.destroy();
    expect(await outcomeOf(program)).toEqual({ code: 0, errors: 'it still runs' });
  });

  it('when its log goes to a full disk, where the system can imitate one', async () => {
    const file = openSync(existsSync(fullDisk) ? fullDisk : '/dev/null', 'w');
    const outcome = await outcomeOf(run(file));
    closeSync(file);
    expect(outcome).toEqual({ code: 0, errors: 'it still runs' });
  });
});
