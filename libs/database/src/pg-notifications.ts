import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { connectionTimeoutMillis } from './connection-timeout.js';
import { closeOnQueryTimeout } from './close-on-query-timeout.js';

/** PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more, and fails the transaction that sends it. */
const maxPayloadBytes = 7_900;
const reconnectDelayMs = { first: 100, max: 5_000 };
/** A connection that only listens would never notice that its server is gone. */
const keepAliveIntervalMs = 15_000;
const queryTimeoutMs = 5_000;

export interface NotificationListener {
  onMessage(payload: string): void;
  /** The connection is back: notifications sent while it was lost have been missed. */
  onReconnect(): void;
}

/**
 * NOTIFY and LISTEN between Daybook's processes, on a connection of its own and never inside a transaction. A notification
 * is a hint that reaches only those who are listening: what must not be lost is a row.
 */
@Injectable()
export class PgNotifications implements OnApplicationShutdown {
  readonly #logger = new Logger(PgNotifications.name);
  readonly #listeners = new Map<string, NotificationListener[]>();
  #client: Promise<pg.Client> | null = null;
  #closed = false;
  /** A client runs one query at a time. */
  #lastQuery: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: string) {}

  /** Reaches every listening process, this one included. A failure is logged, not thrown. */
  async notify(channel: string, payload = ''): Promise<void> {
    if (Buffer.byteLength(payload) > maxPayloadBytes)
      throw new RangeError(`A notification has at most ${maxPayloadBytes} bytes.`);
    try {
      const client = await this.connection();
      await this.query(client, 'select pg_notify($1, $2)', [channel, payload]);
    } catch (error) {
      if (!this.#closed) this.#logger.warn(`Could not notify ${channel}: ${String(error)}`);
    }
  }

  /** Listens to a channel until the application stops, and reconnects for as long as that takes. */
  async listen(channel: string, listener: NotificationListener): Promise<void> {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
    await this.query(await this.connection(), `listen ${pg.escapeIdentifier(channel)}`);
  }

  /** The last hook, because other providers still notify while they shut down. */
  async onApplicationShutdown(): Promise<void> {
    this.#closed = true;
    await this.#client?.then((client) => client.end()).catch(() => undefined);
  }

  private query(client: pg.Client, text: string, values: string[] = []): Promise<unknown> {
    const result = this.#lastQuery.then(() => client.query(text, values));
    this.#lastQuery = result.catch(() => undefined);
    return result;
  }

  private connection(): Promise<pg.Client> {
    if (this.#closed) return Promise.reject(new Error('the application has stopped'));
    this.#client ??= this.connect().catch((error: unknown) => {
      this.#client = null;
      throw error;
    });
    return this.#client;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'daybook notifications',
      connectionTimeoutMillis,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
    });
    closeOnQueryTimeout(client);
    client.on('error', (error) => this.#logger.warn(`The connection was lost: ${error.message}`));
    client.on('notification', ({ channel, payload = '' }) => {
      this.forEachListener(this.#listeners.get(channel) ?? [], (listener) => listener.onMessage(payload));
    });
    await client.connect();
    const keepAlive = setInterval(
      () => void this.query(client, 'select 1').catch(() => undefined),
      keepAliveIntervalMs,
    ).unref();
    client.once('end', () => {
      clearInterval(keepAlive);
      this.#client = null;
      if (!this.#closed && this.#listeners.size > 0) this.reconnect(reconnectDelayMs.first);
    });
    for (const channel of this.#listeners.keys()) await this.query(client, `listen ${pg.escapeIdentifier(channel)}`);
    return client;
  }

  private reconnect(delayMs: number): void {
    setTimeout(() => {
      if (this.#closed) return;
      this.connection().then(
        () => this.forEachListener([...this.#listeners.values()].flat(), (listener) => listener.onReconnect()),
        () => this.reconnect(Math.min(delayMs * 2, reconnectDelayMs.max)),
      );
    }, delayMs).unref();
  }

  /** Runs in the connection's event handlers, where a thrown error would end the process. */
  private forEachListener(listeners: NotificationListener[], call: (listener: NotificationListener) => void): void {
    for (const listener of listeners) {
      try {
        call(listener);
      } catch (error) {
        this.#logger.error(error);
      }
    }
  }
}
