import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { cutWhenSilent } from './cut-when-silent.js';

/** PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more, and fails the transaction it stands in. */
const longestPayload = 7_900;
const reconnectMs = { first: 100, most: 5_000 };
/** A connection that only listens would never notice that nobody speaks to it any more. */
const askMs = 15_000;
const answerMs = 5_000;

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
export class Signals implements OnApplicationShutdown {
  readonly #log = new Logger(Signals.name);
  readonly #listeners = new Map<string, SignalListener[]>();
  #client: Promise<pg.Client> | null = null;
  #closed = false;
  /** A client is asked one thing after another. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: string) {}

  /** Tells every listening process, this one included. Failing is logged, not thrown: a signal is only a hint. */
  async send(channel: string, payload = ''): Promise<void> {
    if (Buffer.byteLength(payload) > longestPayload) throw new RangeError(`a signal of over ${longestPayload} bytes`);
    try {
      const client = await this.connection();
      await this.ask(client, 'select pg_notify($1, $2)', [channel, payload]);
    } catch (error) {
      if (!this.#closed) this.#log.warn(`Could not signal ${channel}: ${String(error)}`);
    }
  }

  /** Hears a channel until the application stops, reconnecting for as long as it takes. */
  async listen(channel: string, listener: SignalListener): Promise<void> {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
    await this.ask(await this.connection(), `listen ${pg.escapeIdentifier(channel)}`);
  }

  /** Last of all: what ends on the way down still tells what it did. */
  async onApplicationShutdown(): Promise<void> {
    this.#closed = true;
    await this.#client?.then((client) => client.end()).catch(() => undefined);
  }

  private ask(client: pg.Client, text: string, values: string[] = []): Promise<unknown> {
    const answer = this.#asked.then(() => client.query(text, values));
    this.#asked = answer.catch(() => undefined);
    return answer;
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
      application_name: 'daybook signals',
      connectionTimeoutMillis: 3_000,
      query_timeout: answerMs,
      keepAlive: true,
    });
    cutWhenSilent(client);
    client.on('error', (error) => this.#log.warn(`The signals' connection was lost: ${error.message}`));
    client.on('notification', ({ channel, payload }) => this.hear(channel, payload ?? ''));
    await client.connect();
    const asking = setInterval(() => void this.ask(client, 'select 1').catch(() => undefined), askMs).unref();
    client.once('end', () => {
      clearInterval(asking);
      this.#client = null;
      if (!this.#closed && this.#listeners.size > 0) this.reconnect(reconnectMs.first);
    });
    for (const channel of this.#listeners.keys()) await this.ask(client, `listen ${pg.escapeIdentifier(channel)}`);
    return client;
  }

  private reconnect(afterMs: number): void {
    setTimeout(() => {
      if (this.#closed) return;
      this.connection().then(
        () => this.missSome(),
        () => this.reconnect(Math.min(afterMs * 2, reconnectMs.most)),
      );
    }, afterMs).unref();
  }

  private hear(channel: string, payload: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) this.guarded(() => listener.heard(payload));
  }

  private missSome(): void {
    for (const listener of [...this.#listeners.values()].flat()) this.guarded(() => listener.missedSome());
  }

  /** Called from the connection's events, where an error would end the process. */
  private guarded(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#log.error(error);
    }
  }
}
