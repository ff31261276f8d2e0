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
import { Scheduler } from './scheduler.js';
import { ScheduledRuns } from './scheduled-runs.js';
import { taskNames, ScheduledTasks, type ScheduledTask, type TaskName } from './scheduled-task.js';

/** One class a clock; a clock without one does not compile. */
export type TaskClasses = Record<TaskName, Type<ScheduledTask>>;

export interface SchedulerOptions {
  /** The modules whose providers the clocks trigger. */
  imports: NonNullable<ModuleMetadata['imports']>;
  tasks: TaskClasses;
}

@Injectable()
class ClockTicker implements BeforeApplicationShutdown {
  constructor(private readonly runner: Scheduler) {}

  @Interval(1_000)
  tick(): void {
    this.runner.tick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }
}

@Module({})
export class SchedulerModule {
  /** For the worker: every clock runs when it is due, once however many workers there are. */
  static forRoot(parts: SchedulerOptions): DynamicModule {
    return {
      module: SchedulerModule,
      imports: [ScheduleModule.forRoot(), ...parts.imports],
      providers: [...clockSet(parts.tasks), ScheduledRuns, Scheduler, ClockTicker],
      exports: [ScheduledTasks, Scheduler],
    };
  }

  /** For `npm run task`: the clocks are there and none of them ticks; see `runTaskOnce`. */
  static forCommand(parts: SchedulerOptions): DynamicModule {
    return {
      module: SchedulerModule,
      imports: parts.imports,
      providers: clockSet(parts.tasks),
      exports: [ScheduledTasks],
    };
  }
}

function clockSet(classes: TaskClasses): Provider[] {
  const inOrder = taskNames.map((name) => classes[name]);
  const set: Provider = {
    provide: ScheduledTasks,
    useFactory: (...clocks: ScheduledTask[]) =>
      new ScheduledTasks(new Map(clocks.map((clock, at) => [nameAt(at), clock]))),
    inject: inOrder,
  };
  return [...inOrder, set];
}

function nameAt(at: number): TaskName {
  const name = taskNames[at];
  if (!name) throw new RangeError(`There are ${taskNames.length} clocks.`);
  return name;
}
