import type { ServerToConsole } from '@daybook/contract';
import type { ConsoleSocket } from '../src/api/live-connection';

type Listener = (...args: unknown[]) => void;

/** The socket as the console sees it; the test is the server. */
export class FakeSocket {
  active = true;
  connects = 0;
  isClosed = false;
  readonly #listeners = new Map<string, Listener[]>();

  get asSocket(): ConsoleSocket {
    return this as unknown as ConsoleSocket;
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  connect(): this {
    this.connects += 1;
    return this;
  }

  disconnect(): this {
    this.isClosed = true;
    return this;
  }

  simulateConnect(): void {
    this.#fire('connect');
  }

  simulateDisconnect(reason = 'transport close'): void {
    this.#fire('disconnect', reason);
  }

  simulateRefusal(code: string): void {
    this.active = false;
    this.#fire('connect_error', Object.assign(new Error(code), { data: { code } }));
  }

  push<E extends keyof ServerToConsole>(event: E, ...args: Parameters<ServerToConsole[E]>): void {
    this.#fire(event, ...args);
  }

  #fire(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }
}
