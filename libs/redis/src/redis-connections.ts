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

/** Connections that wait for news: Bull and the sockets demand that their commands wait for Redis. */
const waiting: RedisOptions = {
  ...bounds,
  commandTimeout: undefined,
  maxRetriesPerRequest: null,
  enableOfflineQueue: true,
  enableReadyCheck: false,
};

/** The blocking connections ask anew every 5 s: one that is silent for longer is dead, whatever TCP makes of it. */
const silentMilliseconds = 12_000;
/** A connection that only listens says nothing by itself, so it is asked whether somebody is there. */
const askMilliseconds = 5_000;

/** What an outage is in the process log: who says so, and what happens meanwhile. */
export interface RedisOutage {
  logger: string;
  /** Completes the sentence "Redis cannot be reached, so …". */
  so: string;
}

/** The connections of a process to Redis. They come back by themselves, and an outage is logged once a minute. */
export class RedisConnections {
  readonly #logger: Logger;
  readonly #all: Redis[] = [];
  #commands: Redis | undefined;
  #waiting: Redis | undefined;
  #quietUntil = 0;

  constructor(
    private readonly url: string,
    private readonly outage: RedisOutage,
  ) {
    this.#logger = new Logger(outage.logger);
  }

  /** The one for commands, which fail at once while Redis is away, and after 2 s when it does not answer. */
  get commands(): Redis {
    return (this.#commands ??= this.connect(bounds));
  }

  /** One whose commands wait until Redis is there. */
  get waiting(): Redis {
    return (this.#waiting ??= this.connect(waiting));
  }

  /** Another one, for commands that block for 5 s at most. */
  openBlocking(): Redis {
    const connection = this.connect(waiting);
    // not only once it is ready: it may be connected to a Redis that has said nothing yet, and never will
    connection.on('connect', () => {
      const { stream } = connection;
      stream.setTimeout(silentMilliseconds, () => stream.destroy(new Error('It has not been heard of.')));
    });
    return connection;
  }

  /** Another one, to subscribe on. `listensAgain` is told each time it hears what it has subscribed to, or hears it again. */
  openListening(listensAgain: () => void): Redis {
    const connection = this.connect(waiting);
    let isAsking = false;
    const ask = async () => {
      isAsking = true;
      await connection.ping().finally(() => (isAsking = false));
    };
    const asking = setInterval(() => {
      // connected, and not greeted since
      if (isAsking || connection.status === 'connect') connection.disconnect(true);
      else if (connection.status === 'ready') void ask().catch(() => undefined);
    }, askMilliseconds).unref();
    // its subscriptions go before this question, so they stand once it is answered
    connection.on('ready', () => void ask().then(listensAgain, () => undefined));
    connection.on('close', () => (isAsking = false));
    connection.once('end', () => clearInterval(asking));
    return connection;
  }

  get isReady(): boolean {
    return this.commands.status === 'ready';
  }

  /** Each time Redis is there, or there again: it may have lost everything. */
  onReady(tell: () => void): void {
    this.commands.on('ready', tell);
  }

  /**
   * What a command gives or throws. One that is not answered in time shows that the connection may be dead without TCP
   * having noticed, so it is made anew.
   */
  async answered<T>(command: Promise<T>): Promise<T> {
    try {
      return await command;
    } catch (error) {
      if (error instanceof Error && error.message === 'Command timed out' && this.isReady)
        this.commands.disconnect(true);
      throw error;
    }
  }

  close(): void {
    for (const connection of this.#all) connection.disconnect();
  }

  private connect(options: RedisOptions): Redis {
    const connection = new HeardRedis(this.url, options);
    connection.setMaxListeners(0);
    connection.on('error', (error: Error) => this.complain(error));
    this.#all.push(connection);
    return connection;
  }

  private complain(error: Error): void {
    if (performance.now() < this.#quietUntil) return;
    this.#quietUntil = performance.now() + quietMilliseconds;
    // a connection that was refused at several addresses has no message of its own
    const message = error instanceof AggregateError ? String(error.errors[0]) : error.message;
    this.#logger.warn(`Redis cannot be reached, so ${this.outage.so}: ${message}`);
  }
}

/** A command that fails while nobody waits for it, as libraries send them, must not end the process. */
class HeardRedis extends Redis {
  override sendCommand(...command: Parameters<Redis['sendCommand']>): unknown {
    const answer = super.sendCommand(...command);
    if (answer instanceof Promise) answer.catch(() => undefined);
    return answer;
  }
}
