import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from '@daybook/config';
import { planLaunch, type LaunchPlan } from './launch-plan.js';
import { holdDataDir } from './only-one.js';
import { startDaybook } from './start-daybook.js';

const dist = fileURLToPath(new URL('../../../', import.meta.url));
const say = (sentence: string) => console.log(sentence);

const stop = new AbortController();
const undo: (() => Promise<void>)[] = [];

/** A signal or the end of the one who started us; again while stopping, it changes nothing. */
function stopBecause(reason: string): void {
  if (!stop.signal.aborted) say(`\nStopping (${reason}) …`);
  stop.abort();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopBecause(signal));
process.once('disconnect', () => stopBecause('npm is gone'));
process.channel?.unref();
// the terminal may be gone before us
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

function fail(error: unknown): void {
  console.error(error instanceof UserFacingError ? error.message : error);
  process.exitCode = 1;
}

async function launch(plan: LaunchPlan): Promise<void> {
  const holder = await holdDataDir(plan.dataDir, () => ({
    pid: process.pid,
    address: plan.settings.publicUrl,
    state: stop.signal.aborted ? 'stopping' : 'running',
  }));
  if (holder)
    throw new UserFacingError(
      `Daybook already runs here (${holder.address}, process ${holder.pid}): stop it first, or set DATA_DIR and PORT to others.`,
    );
  const stopped = new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
  const giveUp = (reason: UserFacingError) => {
    fail(reason);
    stop.abort();
  };
  await startDaybook(plan, { dist, say, stopping: stop.signal, giveUp, undoLater: (step) => undo.push(step) });
  await stopped;
}

// something has to keep the process alive while it only waits
const alive = setInterval(() => undefined, 60_000);
try {
  await launch(planLaunch(process.env, dirname(dist)));
} catch (error) {
  if (!stop.signal.aborted) fail(error);
} finally {
  stop.abort();
  for (const step of undo.reverse()) await step().catch(fail);
  clearInterval(alive);
}
