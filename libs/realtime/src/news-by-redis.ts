import { adminNamespace } from '@daybook/contract';
import type { SignalListener } from '@daybook/database';
import type { RedisConnections } from '@daybook/redis';
import { Logger } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-adapter';
import { Emitter } from '@socket.io/redis-emitter';
import type { Redis } from 'ioredis';
import type { NewsBySignals } from './news-by-signals.js';
import { NewsCarrier, type ConsoleNamespace } from './news-carrier.js';

/**
 * News by way of socket.io's adapter for Redis: whoever has some emits it to the apis' namespaces. While Redis is away they
 * go by PostgreSQL, which each api hears, too.
 */
export class NewsByRedis extends NewsCarrier {
  readonly #logger = new Logger('Consoles');
  readonly #key: string;
  readonly #commands: Redis;
  #listener: SignalListener | undefined;

  /** `prefix` is what the database's names in Redis begin with. */
  constructor(
    private readonly connections: RedisConnections,
    prefix: string,
    private readonly signals: NewsBySignals,
  ) {
    super();
    this.#key = `${prefix}:sockets`;
    // connects now, or the first news would find no connection
    this.#commands = connections.commands;
  }

  async send(payload: string): Promise<void> {
    try {
      await this.connections.answered(this.emit(payload));
    } catch {
      await this.signals.send(payload);
    }
  }

  async listen(listener: SignalListener): Promise<void> {
    this.#listener = listener;
    await this.signals.listen(listener);
  }

  override join(namespace: ConsoleNamespace): void {
    const listening = this.connections.openListening(() => this.tell((listener) => listener.missedSome()));
    namespace.server.adapter(createAdapter(this.#commands, listening, { key: this.#key }));
    namespace.on('news', (payload) => this.tell((listener) => listener.heard(payload)));
  }

  override close(): void {
    this.connections.close();
  }

  /** The emitter waits for nothing, so what it publishes is awaited here. */
  private async emit(payload: string): Promise<void> {
    const published: Promise<unknown>[] = [];
    const publish = (channel: string, text: string) => published.push(this.#commands.publish(channel, text));
    new Emitter({ publish }, { key: this.#key }, adminNamespace).serverSideEmit('news', payload);
    await Promise.all(published);
  }

  /** Called from the connection's events, where an error would end the process. */
  private tell(telling: (listener: SignalListener) => void): void {
    try {
      if (this.#listener) telling(this.#listener);
    } catch (error) {
      this.#logger.error(error);
    }
  }
}
