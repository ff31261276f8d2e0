import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

const warningIntervalMs = 60_000;

/** Every wait is bounded, and no command is queued while Redis is unavailable: its work is still a row in the database. */
const failFastOptions: RedisOptions = {
  connectTimeout: 2_000,
  disconnectTimeout: 300,
  commandTimeout: 2_000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 6), 3_000),
};

/** Bull and socket.io require that commands on these connections wait until Redis is available. */
const waitingOptions: RedisOptions = {
  ...failFastOptions,
  commandTimeout: undefined,
  maxRetriesPerRequest: null,
  enableOfflineQueue: true,
  enableReadyCheck: false,
};

/** A blocking connection sends a command every 5 s: after a longer silence it is dead, whatever TCP reports. */
const blockingTimeoutMs = 12_000;
/** A subscriber sends nothing by itself, so only a ping shows that its connection is alive. */
const pingIntervalMs = 5_000;

export interface OutageLogOptions {
  loggerName: string;
  /** Completes the sentence "Redis is unavailable, so …". */
  consequence: string;
}

/** The Redis connections of a process. They reconnect by themselves; an outage is logged once a minute. */
export class RedisConnections {
  readonly #logger: Logger;
  readonly #all: Redis[] = [];
  #failFast: Redis | undefined;
  #waiting: Redis | undefined;
  #nextWarningAt = 0;

  constructor(
    private readonly url: string,
    private readonly outage: OutageLogOptions,
  ) {
    this.#logger = new Logger(outage.loggerName);
  }

  /** Its commands fail at once while Redis is unavailable, and after 2 s when it does not answer. */
  get failFastConnection(): Redis {
    return (this.#failFast ??= this.connect(failFastOptions));
  }

  /** Its commands wait until Redis is available. */
  get waitingConnection(): Redis {
    return (this.#waiting ??= this.connect(waitingOptions));
  }

  /** A new connection for commands that block for 5 s at most. */
  openBlocking(): Redis {
    const connection = this.connect(waitingOptions);
    // not on `ready`: a Redis that accepts the connection but never answers would hold it open
    connection.on('connect', () => {
      const { stream } = connection;
      stream.setTimeout(blockingTimeoutMs, () => stream.destroy(new Error('Redis has stopped answering.')));
    });
    return connection;
  }

  /** A new connection for subscriptions. `onSubscribed` runs each time its subscriptions are in place. */
  openSubscriber(onSubscribed: () => void): Redis {
    const connection = this.connect(waitingOptions);
    let isAwaitingPong = false;
    const ping = async () => {
      isAwaitingPong = true;
      await connection.ping().finally(() => (isAwaitingPong = false));
    };
    const timer = setInterval(() => {
      // `connect`: it was accepted a whole interval ago and Redis has not answered since
      if (isAwaitingPong || connection.status === 'connect') connection.disconnect(true);
      else if (connection.status === 'ready') void ping().catch(() => undefined);
    }, pingIntervalMs).unref();
    // the subscriptions are sent before this ping, so they are in place once it is answered
    connection.on('ready', () => void ping().then(onSubscribed, () => undefined));
    connection.on('close', () => (isAwaitingPong = false));
    connection.once('end', () => clearInterval(timer));
    return connection;
  }

  get isReady(): boolean {
    return this.failFastConnection.status === 'ready';
  }

  /** Runs `listener` whenever Redis becomes available, which may then have lost all its data. */
  onReady(listener: () => void): void {
    this.failFastConnection.on('ready', listener);
  }

  /** Awaits a command, and reconnects if it times out: TCP may not have noticed a dead connection. */
  async reconnectOnTimeout<T>(command: Promise<T>): Promise<T> {
    try {
      return await command;
    } catch (error) {
      if (error instanceof Error && error.message === 'Command timed out' && this.isReady)
        this.failFastConnection.disconnect(true);
      throw error;
    }
  }

  close(): void {
    for (const connection of this.#all) connection.disconnect();
  }

  private connect(options: RedisOptions): Redis {
    const connection = new GuardedRedis(this.url, options);
    connection.setMaxListeners(0);
    connection.on('error', (error: Error) => this.logOutage(error));
    this.#all.push(connection);
    return connection;
  }

  private logOutage(error: Error): void {
    if (performance.now() < this.#nextWarningAt) return;
    this.#nextWarningAt = performance.now() + warningIntervalMs;
    // a connection refused at several addresses has no message of its own
    const message = error instanceof AggregateError ? String(error.errors[0]) : error.message;
    this.#logger.warn(`Redis is unavailable, so ${this.outage.consequence}: ${message}`);
  }
}

/** Libraries send commands without awaiting them; such a failure must not end the process. */
class GuardedRedis extends Redis {
  override sendCommand(...command: Parameters<Redis['sendCommand']>): unknown {
    const reply = super.sendCommand(...command);
    if (reply instanceof Promise) reply.catch(() => undefined);
    return reply;
  }
}
