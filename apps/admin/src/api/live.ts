import { computed, DestroyRef, inject, Injectable, InjectionToken, signal } from '@angular/core';
import type { ConsoleToServer, ServerToConsole } from '@daybook/contract';
import { Subject } from 'rxjs';
import { io, type Socket } from 'socket.io-client';

export type ConsoleSocket = Socket<ServerToConsole, ConsoleToServer>;
type Told = { [E in keyof ServerToConsole]: Parameters<ServerToConsole[E]> };
export type Liveness = 'off' | 'connecting' | 'live' | 'reconnecting';

export const openConsoleSocket = new InjectionToken<() => ConsoleSocket>('openConsoleSocket', {
  providedIn: 'root',
  factory: () => () =>
    io('/admin', {
      path: '/socket.io',
      transports: ['websocket'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 10_000,
      randomizationFactor: 0.5,
    }),
});

/** About a round trip: less than is noticed beside the page's own loading. */
const worthWaitingMs = 300;
const pauses = [1_000, 2_000, 5_000, 10_000] as const;

/**
 * The live connection. Push is a hint and HTTP the truth: whoever shows something also asks again when told to by
 * `whenToAskAgain`, after each connect (what happened meanwhile was missed) and on the server's `console:refresh`.
 */
@Injectable({ providedIn: 'root' })
export class Live {
  readonly #open = inject(openConsoleSocket);
  readonly #liveness = signal<Liveness>('off');
  readonly #askAgain = new Subject<void>();
  readonly #refused = new Subject<void>();
  readonly #dropped = new Subject<void>();
  readonly #stopped = new Subject<void>();
  readonly #told = new Subject<{ [E in keyof Told]: { event: E; args: Told[E] } }[keyof Told]>();
  #socket: ConsoleSocket | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #refusals = 0;
  readonly #isLate = signal(false);

  readonly liveness = this.#liveness.asReadonly();
  /**
   * Pages wait for this before they ask: what happens between a first answer and the socket's opening would be missed,
   * and asking twice would be the remedy. A slow socket isn't waited for; pages ask again when it opens.
   */
  readonly isReady = computed(() => this.#isLate() || !['off', 'connecting'].includes(this.#liveness()));

  start(): void {
    if (this.#socket) return;
    this.#liveness.set('connecting');
    this.#isLate.set(false);
    setTimeout(() => {
      this.#isLate.set(true);
    }, worthWaitingMs);
    this.#socket = this.#open();
    this.#listen(this.#socket);
  }

  stop(): void {
    clearTimeout(this.#pause);
    this.#socket?.disconnect();
    this.#socket = null;
    this.#liveness.set('off');
    this.#stopped.next();
  }

  /** For a socket that the server closed or refused: socket.io itself only reopens lost connections. */
  reconnect(): void {
    clearTimeout(this.#pause);
    const pause = pauses[Math.min(this.#refusals, pauses.length - 1)];
    this.#refusals += 1;
    this.#pause = setTimeout(() => this.#socket?.connect(), pause);
  }

  on<E extends keyof Told>(event: E, listener: (...args: Told[E]) => void, destroyed = inject(DestroyRef)): void {
    const subscription = this.#told.subscribe((told) => {
      if (told.event === event) listener(...(told.args as Told[E]));
    });
    destroyed.onDestroy(() => {
      subscription.unsubscribe();
    });
  }

  whenToAskAgain(listener: () => void, destroyed = inject(DestroyRef)): void {
    const subscription = this.#askAgain.subscribe(listener);
    destroyed.onDestroy(() => {
      subscription.unsubscribe();
    });
  }

  whenRefused(listener: () => void): void {
    this.#refused.subscribe(listener);
  }

  whenDropped(listener: () => void): void {
    this.#dropped.subscribe(listener);
  }

  /** Nobody is signed in any more. */
  whenStopped(listener: () => void): void {
    this.#stopped.subscribe(listener);
  }

  #listen(socket: ConsoleSocket): void {
    socket.on('connect', () => {
      this.#refusals = 0;
      this.#liveness.set('live');
      this.#askAgain.next();
    });
    socket.on('disconnect', (reason) => {
      if (socket !== this.#socket) return;
      this.#liveness.set('reconnecting');
      if (reason === 'io server disconnect') this.#dropped.next();
    });
    socket.on('connect_error', (failure: Error & { data?: { code?: string } }) => {
      if (socket !== this.#socket) return;
      this.#liveness.set('reconnecting');
      if (failure.data?.code === 'unauthenticated') this.#refused.next();
      else if (!socket.active) this.reconnect();
    });
    socket.on('attention:count', (...args) => this.#told.next({ event: 'attention:count', args }));
    socket.on('activity:recorded', (...args) => this.#told.next({ event: 'activity:recorded', args }));
    socket.on('activity:resolved', (...args) => this.#told.next({ event: 'activity:resolved', args }));
    socket.on('order:changed', (...args) => this.#told.next({ event: 'order:changed', args }));
    socket.on('sync:progress', (...args) => this.#told.next({ event: 'sync:progress', args }));
    socket.on('console:refresh', () => {
      this.#askAgain.next();
    });
  }
}
