import { describe, expect, it } from '@jest/globals';
import { ScheduledTasks, type ScheduledTask } from './scheduled-task.js';
import { runTaskOnce } from './run-task-once.js';

const clock = (run: ScheduledTask['run']): ScheduledTasks =>
  new ScheduledTasks(new Map([['sweep-inbox', { schedule: { everySeconds: 30 }, timeoutSeconds: 60, run }]]));
const never = new AbortController().signal;

async function runOnce(clocks: ScheduledTasks, name: string | undefined, stopping = never) {
  const [said, complained]: [string[], string[]] = [[], []];
  const output = { say: (line: string) => said.push(line), complain: (line: string) => complained.push(line) };
  return { exitCode: await runTaskOnce(clocks, name, output, stopping), said, complained };
}

const all =
  'prune-activity-log, sweep-inbox, poll-fulfilment, register-webhooks, send-recovery-mails, find-overdue-orders and sync-products';

describe('running a clock by hand', () => {
  it('says what the clock did', async () => {
    const outcome = await runOnce(
      clock(async () => 'Swept the inbox.'),
      'sweep-inbox',
    );
    expect(outcome).toEqual({ exitCode: 0, said: ['sweep-inbox: Swept the inbox.'], complained: [] });
  });

  it('names the clocks when there is none of that name', async () => {
    const outcome = await runOnce(
      clock(async () => 'Swept.'),
      'sweep-index',
    );
    const complained = [`There is no clock "sweep-index": the clocks are ${all}.`];
    expect(outcome).toEqual({ exitCode: 2, said: [], complained });
  });

  it('asks for a name when it was given none', async () => {
    const outcome = await runOnce(
      clock(async () => 'Swept.'),
      undefined,
    );
    expect(outcome).toMatchObject({
      exitCode: 2,
      complained: [`Say which clock to run: the clocks are ${all}.`],
    });
  });

  it('says why a clock failed', async () => {
    const failing = clock(async () => {
      throw new Error('no disk left');
    });
    expect(await runOnce(failing, 'sweep-inbox')).toEqual({
      exitCode: 1,
      said: [],
      complained: ['sweep-inbox failed: no disk left'],
    });
  });

  it('ends when it is told to stop', async () => {
    const stopping = new AbortController();
    const hanging = clock(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const outcome = runOnce(hanging, 'sweep-inbox', stopping.signal);
    stopping.abort(new Error('interrupted'));
    expect(await outcome).toMatchObject({ exitCode: 1, complained: ['sweep-inbox failed: interrupted'] });
  });
});
