import { startSandbox, type Sandbox } from './sandbox.js';
import { loadSettings, SandboxSettingsError } from './settings.js';

/** Ends with the process that started it, which may be killed at any moment. */
function endWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

function stopOnSignal(sandbox: Sandbox): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
}

async function start(): Promise<void> {
  endWithParent();
  // nobody may be there to read
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const sandbox = await startSandbox(loadSettings());
  stopOnSignal(sandbox);
  process.stdout.write(`Sandbox: ${sandbox.url}\n`);
  process.send?.('ready');
}

function explainStartError(error: unknown): string {
  if (error instanceof SandboxSettingsError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    const setting = String(error.port) === process.env['SANDBOX_PORT'] ? 'SANDBOX_PORT' : 'SANDBOX_SMTP_PORT';
    return `Port ${String(error.port)} is taken. Choose another with ${setting}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

start().catch((error: unknown) => {
  process.stderr.write(`The sandbox could not start.\n${explainStartError(error)}\n`);
  process.exit(1);
});
