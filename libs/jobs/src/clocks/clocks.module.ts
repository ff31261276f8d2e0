import {
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type ModuleMetadata,
  type Provider,
  type Type,
} from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { ClockRunner } from './clock-runner.js';
import { ClockRuns } from './clock-runs.js';
import { clockNames, ClockSet, type Clock, type ClockName } from './clock.js';

/** One class a clock; a clock without one does not compile. */
export type ClockClasses = Record<ClockName, Type<Clock>>;

export interface ClockParts {
  /** The modules whose providers the clocks trigger. */
  imports: NonNullable<ModuleMetadata['imports']>;
  clocks: ClockClasses;
}

@Injectable()
class ClockTicker implements BeforeApplicationShutdown {
  constructor(private readonly runner: ClockRunner) {}

  @Interval(1_000)
  tick(): void {
    this.runner.tick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }
}

@Module({})
export class ClocksModule {
  /** For the worker: every clock runs when it is due, once however many workers there are. */
  static ticking(parts: ClockParts): DynamicModule {
    return {
      module: ClocksModule,
      imports: [ScheduleModule.forRoot(), ...parts.imports],
      providers: [...clockSet(parts.clocks), ClockRuns, ClockRunner, ClockTicker],
      exports: [ClockSet, ClockRunner],
    };
  }

  /** For `npm run clock`: the clocks are there and none of them ticks; see `runClockOnce`. */
  static byHand(parts: ClockParts): DynamicModule {
    return { module: ClocksModule, imports: parts.imports, providers: clockSet(parts.clocks), exports: [ClockSet] };
  }
}

function clockSet(classes: ClockClasses): Provider[] {
  const inOrder = clockNames.map((name) => classes[name]);
  const set: Provider = {
    provide: ClockSet,
    useFactory: (...clocks: Clock[]) => new ClockSet(new Map(clocks.map((clock, at) => [nameAt(at), clock]))),
    inject: inOrder,
  };
  return [...inOrder, set];
}

function nameAt(at: number): ClockName {
  const name = clockNames[at];
  if (!name) throw new RangeError(`There are ${clockNames.length} clocks.`);
  return name;
}
