import { adminNamespace } from '@daybook/contract';
import type { NotificationListener } from '@daybook/database';
import type { RedisConnections } from '@daybook/redis';
import { Logger } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-adapter';
import { Emitter } from '@socket.io/redis-emitter';
import type { Redis } from 'ioredis';
import { UpdateTransport, type ConsoleNamespace } from './update-transport.js';

/** Emits updates through socket.io's Redis adapter. While Redis is unavailable it uses `fallback`, which it also listens to. */
export class RedisUpdateTransport extends UpdateTransport {
  readonly #logger = new Logger('Consoles');
  readonly #key: string;
  readonly #commands: Redis;
  #listener: NotificationListener | undefined;

  /** `prefix`: see `redisKeyPrefix`. */
  constructor(
    private readonly connections: RedisConnections,
    prefix: string,
    private readonly fallback: UpdateTransport,
  ) {
    super();
    this.#key = `${prefix}:sockets`;
    // connects now: the first update would fail while the connection is being made
    this.#commands = connections.failFastConnection;
  }

  async send(payload: string): Promise<void> {
    try {
      await this.connections.reconnectOnTimeout(this.emit(payload));
    } catch {
      await this.fallback.send(payload);
    }
  }

  async listen(listener: NotificationListener): Promise<void> {
    this.#listener = listener;
    await this.fallback.listen(listener);
  }

  override attachNamespace(namespace: ConsoleNamespace): void {
    const subscriber = this.connections.openSubscriber(() => this.notifyListener((listener) => listener.onReconnect()));
    namespace.server.adapter(createAdapter(this.#commands, subscriber, { key: this.#key }));
    namespace.on('update', (payload) => this.notifyListener((listener) => listener.onMessage(payload)));
  }

  override close(): void {
    this.connections.close();
  }

  /** The emitter doesn't wait for its publish commands, so they are awaited here. */
  private async emit(payload: string): Promise<void> {
    const published: Promise<unknown>[] = [];
    const publish = (channel: string, text: string) => published.push(this.#commands.publish(channel, text));
    new Emitter({ publish }, { key: this.#key }, adminNamespace).serverSideEmit('update', payload);
    await Promise.all(published);
  }

  /** Runs in the connection's event handlers, where a thrown error would end the process. */
  private notifyListener(call: (listener: NotificationListener) => void): void {
    try {
      if (this.#listener) call(this.#listener);
    } catch (error) {
      this.#logger.error(error);
    }
  }
}
