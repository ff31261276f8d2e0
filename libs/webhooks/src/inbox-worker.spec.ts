import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../test/support/wait-for.js';
import type { Nudges } from '@daybook/database';
import { InboxWorker } from './inbox-worker.js';
import type { Inbox } from './inbox.js';

/** An inbox whose webhooks take until they are let go, and a worker on it; `nudge` says that something has come. */
async function aWorker() {
  let due = 0;
  const held: (() => void)[] = [];
  const inbox = {
    processNext: async () => {
      if (due === 0) return false;
      due -= 1;
      await new Promise<void>((letGo) => held.push(letGo));
      return true;
    },
  };
  let nudge = () => undefined as void;
  const nudges = { listen: async (_channel: string, drain: () => void) => void (nudge = drain) };
  const worker = new InboxWorker(inbox as unknown as Inbox, nudges as unknown as Nudges);
  await worker.start();
  return {
    worker,
    held,
    come: (count: number) => {
      due += count;
      nudge();
    },
    left: () => due,
  };
}

describe('the inbox’s worker', () => {
  it('works on four webhooks side by side, and on the next as one is done', async () => {
    const { held, come, left } = await aWorker();
    come(6);
    await waitFor(() => held.length === 4);
    expect(left()).toBe(2);

    held[0]?.();
    await waitFor(() => held.length === 5);
    for (const letGo of held) letGo();
    await waitFor(() => held.length === 6);
    held[5]?.();
  });

  it('looks again when it is nudged while its last look finds nothing', async () => {
    let answer: ((found: boolean) => void) | undefined;
    let looks = 0;
    let nudge = () => undefined as void;
    const inbox = {
      processNext: () => {
        looks += 1;
        return new Promise<boolean>((resolve) => (answer = resolve));
      },
    };
    const worker = new InboxWorker(
      inbox as unknown as Inbox,
      { listen: async (_channel: string, drain: () => void) => void (nudge = drain) } as unknown as Nudges,
    );
    await worker.start();
    const before = looks;
    nudge();
    answer?.(false);
    await waitFor(() => looks > before);
  });

  it('finishes what it has begun before it stops, and begins nothing more', async () => {
    const { worker, held, come, left } = await aWorker();
    come(5);
    await waitFor(() => held.length === 4);
    let hasStopped = false;
    const stopping = worker.beforeApplicationShutdown().then(() => (hasStopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasStopped).toBe(false);

    for (const letGo of held) letGo();
    await stopping;
    expect(left()).toBe(1);
  });
});
