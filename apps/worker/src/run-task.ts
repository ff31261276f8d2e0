import { loadSettings, startProgram } from '@daybook/config';
import { assertSchemaCurrent } from '@daybook/database';
import { runTask, ScheduledTasks } from '@daybook/jobs';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.js';

await startProgram(async () => {
  const settings = loadSettings();
  await assertSchemaCurrent(settings.databaseUrl);
  const app = await NestFactory.createApplicationContext(WorkerModule.forCommand(settings), {
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  process.exitCode = await runTask(app.get(ScheduledTasks), process.argv[2], console, stopping.signal);
  await app.close();
});
