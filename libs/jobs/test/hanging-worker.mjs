// A worker in a process of its own whose jobs never finish, for tests that kill or freeze it. It runs what was built:
// `hanging-worker.mjs DATABASE_URL [REDIS_URL]`. It prints which jobs it started, and which were taken over.
import { NestFactory } from '@nestjs/core';
import { jobNames } from '../../../dist/libs/contract/src/index.js';
import { DatabaseModule } from '../../../dist/libs/database/src/index.js';
import { JobsModule, JobWorker } from '../../../dist/libs/jobs/src/index.js';

const [databaseUrl, redisUrl] = process.argv.slice(2);

class HangingModule {}

const app = await NestFactory.createApplicationContext({
  module: HangingModule,
  imports: [
    DatabaseModule.forRoot({ url: databaseUrl, entities: [], applicationName: 'hanging' }),
    JobsModule.forWorker({ databaseUrl, redisUrl }),
  ],
});
const hang = ({ orderId }, { signal }) => {
  process.stdout.write(`started ${orderId}\n`);
  signal.addEventListener('abort', () => {
    const isTimeout = String(signal.reason).includes('it took longer');
    process.stdout.write(`${isTimeout ? 'timed out' : 'lost'} ${orderId}\n`);
  });
  return new Promise(() => undefined);
};
await app.get(JobWorker).start(Object.fromEntries(jobNames.map((name) => [name, hang])));
