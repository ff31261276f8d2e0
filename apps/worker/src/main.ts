import { loadSettings, startProgram } from '@daybook/config';
import { assertSchemaCurrent, isDatabaseUnavailable } from '@daybook/database';
import { JobWorker } from '@daybook/jobs';
import { InboxWorker } from '@daybook/webhooks';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { WorkerModule } from './worker.module.js';

await startProgram(async () => {
  const settings = loadSettings();
  await assertSchemaCurrent(settings.databaseUrl);
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(settings), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks();
  if (!settings.mail) app.get(Logger).warn('SMTP_URL is not set: no e-mails are sent to customers.');
  await app.get(JobWorker).start();
  await app.get(InboxWorker).start();
}, isDatabaseUnavailable);
