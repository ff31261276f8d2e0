import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from '@daybook/config';
import { keepTrying } from './keep-trying.js';
import { planLaunch, type LaunchPlan } from './launch-plan.js';
import { lockDataDir, type LockHolder } from './single-instance-lock.js';
import { startDaybook } from './start-daybook.js';

const dist = fileURLToPath(new URL('../../../', import.meta.url));
const log = (sentence: string) => console.log(sentence);

const stop = new AbortController();
const cleanups: (() => Promise<void>)[] = [];

/** Once stopping, further signals are ignored. */
function stopBecause(reason: string): void {
  if (!stop.signal.aborted) log(`\nStopping (${reason}) …`);
  stop.abort();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopBecause(signal));
process.once('disconnect', () => stopBecause('npm is gone'));
process.channel?.unref();
// the terminal may be gone first
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// in order, so that nothing is left running
process.on('uncaughtException', (error) => {
  fail(error);
  stopBecause('an error in the launcher itself');
});

function fail(error: unknown): void {
  console.error(error instanceof UserFacingError ? error.message : error);
  process.exitCode = 1;
}

async function launch(plan: LaunchPlan): Promise<void> {
  const describe = (): LockHolder => ({
    pid: process.pid,
    publicUrl: plan.settings.publicUrl,
    state: stop.signal.aborted ? 'stopping' : 'running',
  });
  const holder = await keepTrying(() => lockDataDir(plan.dataDir, describe), { log, stopping: stop.signal });
  if (holder)
    throw new UserFacingError(
      `Daybook is already running here (${holder.publicUrl}, process ${holder.pid}): stop it first, or set another DATA_DIR and PORT.`,
    );
  const stopped = new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
  const onFatal = (error: UserFacingError) => {
    fail(error);
    stop.abort();
  };
  await startDaybook(plan, { dist, log, stopping: stop.signal, onFatal, onCleanup: (step) => cleanups.push(step) });
  await stopped;
}

// keeps the process alive while it only waits
const keepAlive = setInterval(() => undefined, 60_000);
try {
  await launch(planLaunch(process.env, dirname(dist)));
} catch (error) {
  if (!stop.signal.aborted) fail(error);
} finally {
  stop.abort();
  for (const cleanUp of cleanups.reverse()) await cleanUp().catch(fail);
  clearInterval(keepAlive);
}
