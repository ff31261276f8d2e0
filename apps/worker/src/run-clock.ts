import { loadSettings, startProgram } from '@daybook/config';
import { refuseOlderSchema } from '@daybook/database';
import { ClockSet, runClockOnce } from '@daybook/jobs';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.js';

await startProgram(async () => {
  const settings = loadSettings();
  await refuseOlderSchema(settings.databaseUrl);
  const app = await NestFactory.createApplicationContext(WorkerModule.byHand(settings), {
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const output = { say: console.log, complain: console.error };
  process.exitCode = await runClockOnce(app.get(ClockSet), process.argv[2], output, stopping.signal);
  await app.close();
});
