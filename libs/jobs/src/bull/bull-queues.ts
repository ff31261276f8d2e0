import { Database } from '@daybook/database';
import { redisKeyPrefix, type RedisConnections } from '@daybook/redis';
import { BullModule, getQueueToken } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bull';
import type { Redis } from 'ioredis';
import { jobNames, type JobName } from '../job-map.js';
import type { DueJob, JobRef } from './outbox.js';
import type { Dispatcher } from './relay.js';

export type BullQueues = Record<JobName, Queue<JobRef>>;

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

export function byName(queues: Queue<JobRef>[]): BullQueues {
  return Object.fromEntries(queues.map((queue) => [queue.name, queue])) as BullQueues;
}

export async function queueOptions(database: Database, connections: RedisConnections): Promise<QueueOptions> {
  return {
    prefix: await redisKeyPrefix(database),
    createClient: (kind) => connectionFor(kind, connections),
    // Bull tries once and forgets: waits, further tries and what became of a job are the outbox's
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    settings: { lockDuration: 15_000, stalledInterval: 5_000, retryProcessDelay: 1_000 },
  };
}

/** Bull's connections: one blocks for each queue, the others are shared. */
function connectionFor(kind: 'client' | 'subscriber' | 'bclient', connections: RedisConnections): Redis {
  if (kind === 'bclient') return connections.openBlocking();
  return kind === 'client' ? connections.commands : connections.queueing;
}

export class BullDispatcher implements Dispatcher {
  constructor(
    private readonly queues: BullQueues,
    private readonly connections: RedisConnections,
  ) {}

  get isReady(): boolean {
    return this.connections.isReady;
  }

  async dispatch({ id, version, name }: DueJob): Promise<void> {
    await this.connections.reconnectOnTimeout(this.queues[name].add({ id, version }, { jobId: `${id}-${version}` }));
  }
}
