// A process that does nothing but tick its clocks, as a worker does: `ticking-worker.mjs DATABASE_URL SECONDS LEASE [hangs]`.
// It says `ran` for each run; one that hangs says so in its run, and neither ends nor heeds anything. It uses what was built.
import { NestFactory } from '@nestjs/core';
import { DatabaseModule } from '../../../dist/libs/database/src/index.js';
import { taskNames } from '../../../dist/libs/jobs/src/scheduler/scheduled-task.js';
import { SchedulerModule } from '../../../dist/libs/jobs/src/index.js';

const [url, everySeconds, leaseSeconds, hangs] = process.argv.slice(2);

class NightlyClock {
  schedule = { dailyAtHour: 3, timeZone: 'Europe/London' };
  timeoutSeconds = 60;
  run = async () => null;
}

class SweepClock {
  schedule = { everySeconds: Number(everySeconds) };
  timeoutSeconds = Number(leaseSeconds);

  async run() {
    process.stdout.write(hangs ? 'hangs\n' : 'ran\n');
    return hangs ? new Promise(() => undefined) : null;
  }
}

class TickingModule {}

const clocks = Object.fromEntries(taskNames.map((name) => [name, NightlyClock]));
const app = await NestFactory.createApplicationContext({
  module: TickingModule,
  imports: [
    DatabaseModule.forRoot({ url, entities: [], applicationName: 'ticking' }),
    SchedulerModule.forRoot({ imports: [], tasks: { ...clocks, 'sweep-inbox': SweepClock } }),
  ],
});
app.enableShutdownHooks();
