import { Module, type DynamicModule, type ModuleMetadata, type Type } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ScheduledRuns } from './scheduled-runs.js';
import { ScheduledTasks } from './scheduled-task.js';
import { Scheduler } from './scheduler.js';

export interface SchedulerOptions {
  /** The modules that `tasks` injects from. */
  imports: NonNullable<ModuleMetadata['imports']>;
  tasks: Type<ScheduledTasks>;
}

@Module({})
export class SchedulerModule {
  /** For the worker: every task runs when it is due, once however many workers there are. */
  static forRoot({ imports, tasks }: SchedulerOptions): DynamicModule {
    return {
      module: SchedulerModule,
      imports: [ScheduleModule.forRoot(), ...imports],
      providers: [{ provide: ScheduledTasks, useClass: tasks }, ScheduledRuns, Scheduler],
      exports: [ScheduledTasks],
    };
  }

  /** For `npm run task`: nothing runs by itself; see `runTask`. */
  static forCommand({ imports, tasks }: SchedulerOptions): DynamicModule {
    const providers = [{ provide: ScheduledTasks, useClass: tasks }];
    return { module: SchedulerModule, imports, providers, exports: [ScheduledTasks] };
  }
}
