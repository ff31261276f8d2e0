import { Database } from '@daybook/database';
import { beforeEach, expect, it } from '@jest/globals';
import { Global, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { useDatabase } from '../../../../test/support/database.js';
import { waitFor } from '../../../../test/support/wait-for.js';
import { openDatabase } from '../../test/open-database.js';
import { ScheduledTasks, type ScheduledTask } from './scheduled-task.js';
import { SchedulerModule } from './scheduler.module.js';

const ran: string[] = [];

const daily = { dailyAtHour: 3, timeZone: 'Europe/London' };
const aTask = (name: string): ScheduledTask => ({
  schedule: daily,
  timeoutSeconds: 60,
  run: async () => {
    ran.push(name);
    return 'Done.';
  },
});

@Injectable()
class TestTasks extends ScheduledTasks {
  constructor() {
    super({ 'prune-activity-log': aTask('prune'), 'sweep-inbox': aTask('sweep') });
  }
}

const options = { imports: [], tasks: TestTasks };
const given = useDatabase();

@Global()
@Module({})
class TestDatabaseModule {}

beforeEach(() => {
  ran.length = 0;
});

async function start(schedulerModule: DynamicModule) {
  const { database, close } = await openDatabase(given.url);
  const providers = [{ provide: Database, useValue: database }];
  const databaseModule = { module: TestDatabaseModule, providers, exports: [Database] };
  const testing = await Test.createTestingModule({ imports: [databaseModule, schedulerModule] }).compile();
  const application = await testing.createNestApplication().init();
  const stop = async () => {
    await application.close();
    await close();
  };
  return { tasks: application.get(ScheduledTasks), stop };
}

it('runs the tasks of the worker when they are due', async () => {
  const worker = await start(SchedulerModule.forRoot(options));
  await waitFor(() => ran.length === 2);
  expect(ran.toSorted()).toEqual(['prune', 'sweep']);
  await worker.stop();
});

it('only finds the tasks of a command, by name', async () => {
  const { tasks, stop } = await start(SchedulerModule.forCommand(options));
  expect(tasks.find('prune-activity-log')).toMatchObject({ schedule: daily });
  expect(tasks.find('toString')).toBeUndefined();
  expect(ran).toEqual([]);
  await stop();
});
