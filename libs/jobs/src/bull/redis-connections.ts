import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

const quietMilliseconds = 60_000;

/** No wait without an end, and nothing is kept back for a Redis that is away: what it should have had is still a row. */
const bounds: RedisOptions = {
  connectTimeout: 2_000,
  disconnectTimeout: 300,
  commandTimeout: 2_000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 6), 3_000),
};

/** Connections that wait for news: Bull demands that their commands wait for Redis. */
const waiting: RedisOptions = {
  ...bounds,
  commandTimeout: undefined,
  maxRetriesPerRequest: null,
  enableOfflineQueue: true,
  enableReadyCheck: false,
};

/** The blocking connections ask anew every 5 s: one that is silent for longer is dead, whatever TCP makes of it. */
const silentMilliseconds = 12_000;

export type ConnectionKind = 'client' | 'subscriber' | 'bclient';

/** The connections of a process to Redis. They come back by themselves, and an outage is logged once a minute. */
export class RedisConnections {
  readonly #logger = new Logger('JobWorker');
  readonly #shared = new Map<ConnectionKind, Redis>();
  readonly #all: Redis[] = [];
  #quietUntil = 0;

  constructor(private readonly url: string) {}

  /** Bull's way to its connections: one blocks for each queue, the others are shared. */
  open(kind: ConnectionKind): Redis {
    if (kind === 'bclient') return this.connectBlocking();
    const known = this.#shared.get(kind);
    if (known) return known;
    const made = this.connect(kind === 'client' ? bounds : waiting);
    this.#shared.set(kind, made);
    return made;
  }

  get isReady(): boolean {
    return this.open('client').status === 'ready';
  }

  /** Each time Redis is there, or there again: it may have lost everything. */
  onReady(tell: () => void): void {
    this.open('client').on('ready', tell);
  }

  /** A command was not answered in time: the connection may be dead without TCP having noticed, so it is made anew. */
  distrust(): void {
    if (this.isReady) this.open('client').disconnect(true);
  }

  close(): void {
    for (const connection of this.#all) connection.disconnect();
  }

  private connect(options: RedisOptions): Redis {
    const connection = new Redis(this.url, options);
    connection.setMaxListeners(0);
    connection.on('error', (error: Error) => this.complain(error));
    this.#all.push(connection);
    return connection;
  }

  private connectBlocking(): Redis {
    const connection = this.connect(waiting);
    // not only once it is ready: it may be connected to a Redis that has said nothing yet, and never will
    connection.on('connect', () => {
      const { stream } = connection;
      stream.setTimeout(silentMilliseconds, () => stream.destroy(new Error('It has not been heard of.')));
    });
    return connection;
  }

  private complain(error: Error): void {
    if (performance.now() < this.#quietUntil) return;
    this.#quietUntil = performance.now() + quietMilliseconds;
    // a connection that was refused at several addresses has no message of its own
    const message = error instanceof AggregateError ? String(error.errors[0]) : error.message;
    this.#logger.warn(`Redis cannot be reached, so jobs wait in the database: ${message}`);
  }
}
