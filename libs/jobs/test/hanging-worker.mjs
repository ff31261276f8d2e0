// A worker in a process of its own that takes jobs and never finishes one, to be killed or frozen:
// `hanging-worker.mjs DATABASE_URL [REDIS_URL]`. It says what it took, and what it lost to another worker. It uses what was
// built.
import { NestFactory } from '@nestjs/core';
import { DatabaseModule } from '../../../dist/libs/database/src/index.js';
import { jobNames, JobsModule, JobWorker } from '../../../dist/libs/jobs/src/index.js';

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
  process.stdout.write(`took ${orderId}\n`);
  signal.addEventListener('abort', () => {
    const isTimeUp = String(signal.reason).includes('it took longer');
    process.stdout.write(`${isTimeUp ? 'took too long for' : 'lost'} ${orderId}\n`);
  });
  return new Promise(() => undefined);
};
await app.get(JobWorker).start(Object.fromEntries(jobNames.map((name) => [name, hang])));
