// A process that only runs scheduled tasks, as a worker does. It runs what was built:
// `scheduler-process.mjs DATABASE_URL INTERVAL_SECONDS TIMEOUT_SECONDS [hangs]`. It prints `ran` for each run, or `hangs` for
// one that never ends and ignores its signal.
import { NestFactory } from '@nestjs/core';
import { DatabaseModule } from '../../../dist/libs/database/src/index.js';
import { ScheduledTasks, SchedulerModule } from '../../../dist/libs/jobs/src/index.js';

const [url, everySeconds, timeoutSeconds, hangs] = process.argv.slice(2);

class TestTasks extends ScheduledTasks {
  constructor() {
    const schedule = { everySeconds: Number(everySeconds) };
    const run = async () => {
      process.stdout.write(hangs ? 'hangs\n' : 'ran\n');
      return hangs ? new Promise(() => undefined) : null;
    };
    super({ 'sweep-inbox': { schedule, timeoutSeconds: Number(timeoutSeconds), run } });
  }
}

class SchedulerProcess {}

const app = await NestFactory.createApplicationContext({
  module: SchedulerProcess,
  imports: [
    DatabaseModule.forRoot({ url, entities: [], applicationName: 'scheduler' }),
    SchedulerModule.forRoot({ imports: [], tasks: TestTasks }),
  ],
});
app.enableShutdownHooks();
