// A worker in a process of its own whose jobs never finish, for tests that kill or freeze it. It runs what was built:
// `hanging-worker.mjs DATABASE_URL [REDIS_URL]`. It prints which jobs it started, and which were taken over.
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { loadSettings, SettingsModule } from '../../../dist/libs/config/src/index.js';
import { DatabaseModule } from '../../../dist/libs/database/src/index.js';
import { Job, JobsModule, JobWorker, standardPolicy } from '../../../dist/libs/jobs/src/index.js';

const [databaseUrl, redisUrl] = process.argv.slice(2);

class HangingJob {
  async prepare(_tx, { orderId }) {
    return orderId;
  }
  perform(orderId, signal) {
    process.stdout.write(`started ${orderId}\n`);
    signal.addEventListener('abort', () => {
      const isTimeout = String(signal.reason).includes('it took longer');
      process.stdout.write(`${isTimeout ? 'timed out' : 'lost'} ${orderId}\n`);
    });
    return new Promise(() => undefined);
  }
  async record() {
    throw new Error('it never ends');
  }
}
const payload = z.object({ orderId: z.string() });
Job({ name: 'test-job', label: 'Hang', payload, policy: standardPolicy })(HangingJob);

class HangingModule {}

const app = await NestFactory.createApplicationContext({
  module: HangingModule,
  imports: [
    SettingsModule.forRoot(loadSettings({ DATABASE_URL: databaseUrl })),
    DatabaseModule.forRoot({ url: databaseUrl, entities: [], applicationName: 'hanging' }),
    JobsModule.forWorker({ databaseUrl, redisUrl }),
  ],
  providers: [HangingJob],
});
await app.get(JobWorker).start();
