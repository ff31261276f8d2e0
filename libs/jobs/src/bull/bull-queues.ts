import { Database } from '@daybook/database';
import { BullModule, getQueueToken } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bull';
import { sql } from 'kysely';
import { jobNames, type JobName } from '../job-map.js';
import type { DueTurn, Turn } from './outbox.js';
import type { RedisConnections } from './redis-connections.js';
import type { Dispatcher } from './relay.js';

export type BullQueues = Record<JobName, Queue<Turn>>;

/** One queue of Bull a job, named after it. */
export function registerQueues(connections: RedisConnections): DynamicModule {
  const [...queues] = jobNames.map((name) => ({
    name,
    inject: [Database],
    useFactory: (database: Database) => queueOptions(database, connections),
  }));
  return BullModule.registerQueueAsync(...queues);
}

/** To be injected in the order of `jobNames`, and put together again by `byName`. */
export const queueTokens = jobNames.map((name) => getQueueToken(name));

export function byName(queues: Queue<Turn>[]): BullQueues {
  return Object.fromEntries(queues.map((queue) => [queue.name, queue])) as BullQueues;
}

export async function queueOptions(database: Database, connections: RedisConnections): Promise<QueueOptions> {
  return {
    prefix: await prefixFor(database),
    createClient: (kind) => connections.open(kind),
    // Bull tries once and forgets: waits, further tries and what became of a job are the outbox's
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    settings: { lockDuration: 15_000, stalledInterval: 5_000, retryProcessDelay: 1_000 },
  };
}

/** Redis may serve several Daybooks: a queue belongs to one database, and not to a copy of it. */
async function prefixFor(database: Database): Promise<string> {
  const { rows } = await sql<{ identity: string }>`
    select system_identifier || '-' || (select oid from pg_database where datname = current_database()) as identity
    from pg_control_system()`.execute(database.sql);
  return `daybook:${rows[0]?.identity ?? ''}`;
}

export class BullDispatcher implements Dispatcher {
  constructor(
    private readonly queues: BullQueues,
    private readonly connections: RedisConnections,
  ) {}

  get isReady(): boolean {
    return this.connections.isReady;
  }

  async dispatch({ id, turn, name }: DueTurn): Promise<void> {
    try {
      await this.queues[name].add({ id, turn }, { jobId: `${id}-${turn}` });
    } catch (error) {
      if (error instanceof Error && error.message === 'Command timed out') this.connections.distrust();
      throw error;
    }
  }
}
