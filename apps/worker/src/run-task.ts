import { loadSettings, startProgram } from '@daybook/config';
import { assertSchemaCurrent } from '@daybook/database';
import { ScheduledTasks, runTaskOnce } from '@daybook/jobs';
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
  const output = { say: console.log, complain: console.error };
  process.exitCode = await runTaskOnce(app.get(ScheduledTasks), process.argv[2], output, stopping.signal);
  await app.close();
});
