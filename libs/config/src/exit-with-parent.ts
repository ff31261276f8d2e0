const secondsToFinish = 10;

/**
 * Ends this process, as SIGTERM does, when the one that started it is gone however that happened. Does nothing in a process
 * that was started by hand. Call it first in `main.ts`.
 */
export function exitWithParent(): void {
  if (!process.connected) return;
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), secondsToFinish * 1000).unref();
  });
  // the channel alone keeps nobody alive
  process.channel?.unref();
}
