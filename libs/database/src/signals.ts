import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import pg from 'pg';

/** PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more, and fails the transaction it stands in. */
const longestPayload = 7_900;
const reconnectMs = { first: 100, most: 5_000 };

export interface SignalListener {
  heard(payload: string): void;
  /** The connection was lost and is back: whatever was said meanwhile has not been heard. */
  missedSome(): void;
}

/**
 * NOTIFY and LISTEN between Daybook's processes, on a connection of its own and never inside a transaction. A signal is a
 * hint, told once to whoever listens now: what must not be lost is a row.
 */
@Injectable()
export class Signals implements OnModuleDestroy {
  readonly #log = new Logger(Signals.name);
  readonly #channels = new EventEmitter().setMaxListeners(0);
  #client: Promise<pg.Client> | null = null;
  #closed = false;

  constructor(private readonly url: string) {}

  /** Tells every listening process, this one included. Failing is logged, not thrown: a signal is only a hint. */
  async send(channel: string, payload = ''): Promise<void> {
    if (Buffer.byteLength(payload) > longestPayload) throw new RangeError(`a signal of over ${longestPayload} bytes`);
    try {
      const client = await this.connection();
      await client.query('select pg_notify($1, $2)', [channel, payload]);
    } catch (error) {
      if (!this.#closed) this.#log.warn(`Could not signal ${channel}: ${String(error)}`);
    }
  }

  /** Hears a channel until the module is destroyed, reconnecting for as long as it takes. */
  async listen(channel: string, listener: SignalListener): Promise<void> {
    const isFirst = this.#channels.listenerCount(channel) === 0;
    this.#channels.on(channel, listener.heard.bind(listener));
    this.#channels.on('missed-some', listener.missedSome.bind(listener));
    const client = await this.connection();
    if (isFirst) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  }

  async onModuleDestroy(): Promise<void> {
    this.#closed = true;
    await this.#client?.then((client) => client.end()).catch(() => undefined);
  }

  private async connection(): Promise<pg.Client> {
    // a signal that came too late must not open what nobody would close
    if (this.#closed) throw new Error('The process stops.');
    this.#client ??= this.connect().catch((error: unknown) => {
      this.#client = null;
      throw error;
    });
    return this.#client;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'daybook signals',
      connectionTimeoutMillis: 3_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    client.on('error', (error) => this.#log.warn(`The signals' connection was lost: ${error.message}`));
    client.on('notification', ({ channel, payload }) => this.#channels.emit(channel, payload ?? ''));
    await client.connect();
    for (const channel of this.channels()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    client.once('end', () => {
      this.#client = null;
      if (!this.#closed && this.channels().length > 0) this.reconnect(reconnectMs.first);
    });
    return client;
  }

  private reconnect(afterMs: number): void {
    setTimeout(() => {
      if (this.#closed) return;
      this.connection().then(
        () => this.#channels.emit('missed-some'),
        () => this.reconnect(Math.min(afterMs * 2, reconnectMs.most)),
      );
    }, afterMs).unref();
  }

  private channels(): string[] {
    return this.#channels
      .eventNames()
      .map(String)
      .filter((name) => name !== 'missed-some');
  }
}
