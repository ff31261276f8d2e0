// A process that does nothing but tick its clocks, as a worker does: `ticking-worker.mjs DATABASE_URL SECONDS LEASE [hangs]`.
// It says `ran` for each run; one that hangs says so in its run, and neither ends nor heeds anything. It uses what was built.
import { NestFactory } from '@nestjs/core';
import { DatabaseModule } from '../../../dist/libs/database/src/index.js';
import { clockNames } from '../../../dist/libs/jobs/src/clocks/clock.js';
import { ClocksModule } from '../../../dist/libs/jobs/src/index.js';

const [url, everySeconds, leaseSeconds, hangs] = process.argv.slice(2);

class NightlyClock {
  beat = { nightlyAtHour: 3, timeZone: 'Europe/London' };
  leaseSeconds = 60;
  run = async () => null;
}

class SweepClock {
  beat = { everySeconds: Number(everySeconds) };
  leaseSeconds = Number(leaseSeconds);

  async run() {
    process.stdout.write(hangs ? 'hangs\n' : 'ran\n');
    return hangs ? new Promise(() => undefined) : null;
  }
}

class TickingModule {}

const clocks = Object.fromEntries(clockNames.map((name) => [name, NightlyClock]));
const app = await NestFactory.createApplicationContext({
  module: TickingModule,
  imports: [
    DatabaseModule.with({ url, entities: [], applicationName: 'ticking' }),
    ClocksModule.ticking({ imports: [], clocks: { ...clocks, 'sweep-inbox': SweepClock } }),
  ],
});
app.enableShutdownHooks();
