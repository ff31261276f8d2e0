import { createSandbox } from './create-sandbox.js';
import { loadSettings, SandboxSettingsError } from './settings.js';

async function start(): Promise<void> {
  const settings = loadSettings();
  const app = await createSandbox(settings);
  app.enableShutdownHooks();
  await app.listen(settings.port, '127.0.0.1');
  process.stdout.write(`Sandbox: ${await app.getUrl()}\n`);
}

function explain(error: unknown): string {
  if (error instanceof SandboxSettingsError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${process.env.SANDBOX_PORT} is taken. Choose another with SANDBOX_PORT.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

start().catch((error: unknown) => {
  process.stderr.write(`The sandbox could not start.\n${explain(error)}\n`);
  process.exit(1);
});
