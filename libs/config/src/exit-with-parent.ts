const stopTimeoutSeconds = 10;

/** Stops this process, as SIGTERM does, when its parent ends in whatever way. Does nothing without an IPC channel. */
export function exitWithParent(): void {
  if (!process.connected) return;
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), stopTimeoutSeconds * 1000).unref();
  });
  // the channel alone must not keep the process alive
  process.channel?.unref();
}
