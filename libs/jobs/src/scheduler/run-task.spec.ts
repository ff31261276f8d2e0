import { describe, expect, it } from '@jest/globals';
import { runTask } from './run-task.js';
import { ScheduledTasks, type ScheduledTask } from './scheduled-task.js';

const tasksWith = (run: ScheduledTask['run']): ScheduledTasks =>
  new ScheduledTasks({ 'sweep-inbox': { schedule: { everySeconds: 30 }, timeoutSeconds: 60, run } });
const never = new AbortController().signal;
const sweep = tasksWith(async () => 'Swept the inbox.');

async function run(tasks: ScheduledTasks, name: string | undefined, stopping = never) {
  const [logged, errors]: [string[], string[]] = [[], []];
  const output = { log: (line: string) => logged.push(line), error: (line: string) => errors.push(line) };
  return { exitCode: await runTask(tasks, name, output, stopping), logged, errors };
}

const known =
  'The tasks are prune-activity-log, sweep-inbox, poll-fulfilment, register-webhooks, send-recovery-mails, find-overdue-orders and sync-products.';

describe('npm run task', () => {
  it('prints what the task did', async () => {
    expect(await run(sweep, 'sweep-inbox')).toEqual({
      exitCode: 0,
      logged: ['sweep-inbox: Swept the inbox.'],
      errors: [],
    });
  });

  it('lists the tasks when there is none of that name', async () => {
    const errors = [`There is no task "sweep-index". ${known}`];
    expect(await run(sweep, 'sweep-index')).toEqual({ exitCode: 2, logged: [], errors });
  });

  it('asks for a name when there is none', async () => {
    expect(await run(sweep, undefined)).toMatchObject({ exitCode: 2, errors: [`Name the task to run. ${known}`] });
  });

  it('prints why the task failed', async () => {
    const failing = tasksWith(async () => {
      throw new Error('no disk left');
    });
    expect(await run(failing, 'sweep-inbox')).toEqual({
      exitCode: 1,
      logged: [],
      errors: ['sweep-inbox failed: no disk left'],
    });
  });

  it('ends the run when it is interrupted', async () => {
    const stopping = new AbortController();
    const hanging = tasksWith(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const outcome = run(hanging, 'sweep-inbox', stopping.signal);
    stopping.abort(new Error('interrupted'));
    expect(await outcome).toMatchObject({ exitCode: 1, errors: ['sweep-inbox failed: interrupted'] });
  });
});
