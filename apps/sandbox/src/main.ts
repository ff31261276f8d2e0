import { SandboxAddress } from './sandbox-address.js';
import { loadSettings, SandboxSettingsError } from './settings.js';
import { startSandbox } from './start-sandbox.js';

/** Whoever started it may be killed without a word. */
function endWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

async function start(): Promise<void> {
  endWithParent();
  const app = await startSandbox(loadSettings());
  app.enableShutdownHooks([], { useProcessExit: true });
  process.stdout.write(`Sandbox: ${app.get(SandboxAddress).url}\n`);
}

function explain(error: unknown): string {
  if (error instanceof SandboxSettingsError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    const setting = String(error.port) === process.env['SANDBOX_PORT'] ? 'SANDBOX_PORT' : 'SANDBOX_SMTP_PORT';
    return `Port ${String(error.port)} is taken. Choose another with ${setting}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

start().catch((error: unknown) => {
  process.stderr.write(`The sandbox could not start.\n${explain(error)}\n`);
  process.exit(1);
});
