import { Database } from '@daybook/database';
import { redisKeyPrefix, type RedisConnections } from '@daybook/redis';
import { BullModule, getQueueToken } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import type { Queue, QueueOptions } from 'bull';
import type { Redis } from 'ioredis';
import { declaredJobs } from '../job.js';
import type { JobRef } from './outbox.js';

/** By the name of their job. */
export type BullQueues = ReadonlyMap<string, Queue<JobRef>>;

export function registerQueues(connections: RedisConnections): DynamicModule {
  const queues = declaredJobs().map(({ name }) => ({
    name,
    inject: [Database],
    useFactory: (database: Database) => queueOptions(database, connections),
  }));
  return BullModule.registerQueueAsync(...queues);
}

/** What injects the queues; `toBullQueues` makes a map of them. */
export const queueTokens = () => declaredJobs().map(({ name }) => getQueueToken(name));

export const toBullQueues = (queues: Queue<JobRef>[]): BullQueues =>
  new Map(queues.map((queue) => [queue.name, queue]));

export async function queueOptions(database: Database, connections: RedisConnections): Promise<QueueOptions> {
  return {
    prefix: await redisKeyPrefix(database),
    createClient: (kind) => connectionFor(kind, connections),
    // Bull delivers a job once and forgets it: delays, retries and results are in the outbox
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    settings: { lockDuration: 15_000, stalledInterval: 5_000, retryProcessDelay: 1_000 },
  };
}

/** Each queue blocks on a connection of its own; the queues share the others. */
function connectionFor(kind: 'client' | 'subscriber' | 'bclient', connections: RedisConnections): Redis {
  if (kind === 'bclient') return connections.openBlocking();
  return kind === 'client' ? connections.failFastConnection : connections.waitingConnection;
}
