import type { Nudges } from '@daybook/database';
import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../test/support/wait-for.js';
import { InboxWorker } from './inbox-worker.js';
import type { Inbox } from './inbox.js';

/** A started worker on an inbox whose `processNext` is given; `nudge` wakes it. */
async function aStartedWorker(processNext: () => Promise<boolean>) {
  let nudge = () => undefined as void;
  const nudges = { listen: async (_channel: string, wake: () => void) => void (nudge = wake) };
  const worker = new InboxWorker({ processNext } as unknown as Inbox, nudges as unknown as Nudges);
  await worker.start();
  return { worker, nudge: () => nudge() };
}

/** A worker whose webhooks take until they are finished by the test. */
async function aBusyWorker() {
  let due = 0;
  const finish: (() => void)[] = [];
  const { worker, nudge } = await aStartedWorker(async () => {
    if (due === 0) return false;
    due -= 1;
    await new Promise<void>((resolve) => finish.push(resolve));
    return true;
  });
  return {
    worker,
    finish,
    receive: (count: number) => {
      due += count;
      nudge();
    },
    dueCount: () => due,
  };
}

describe('the inbox worker', () => {
  it('processes four webhooks at once, and the next when one is finished', async () => {
    const { finish, receive, dueCount } = await aBusyWorker();
    receive(6);
    await waitFor(() => finish.length === 4);
    expect(dueCount()).toBe(2);

    finish[0]?.();
    await waitFor(() => finish.length === 5);
    for (const one of finish) one();
    await waitFor(() => finish.length === 6);
    finish[5]?.();
  });

  it('queries again when it is nudged while a query finds nothing', async () => {
    let answer: ((found: boolean) => void) | undefined;
    let queries = 0;
    const { nudge } = await aStartedWorker(() => {
      queries += 1;
      return new Promise<boolean>((resolve) => (answer = resolve));
    });
    const before = queries;
    nudge();
    answer?.(false);
    await waitFor(() => queries > before);
  });

  it('finishes the webhooks it has started before it stops, and starts no others', async () => {
    const { worker, finish, receive, dueCount } = await aBusyWorker();
    receive(5);
    await waitFor(() => finish.length === 4);
    let hasStopped = false;
    const stopping = worker.beforeApplicationShutdown().then(() => (hasStopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasStopped).toBe(false);

    for (const one of finish) one();
    await stopping;
    expect(dueCount()).toBe(1);
  });
});
