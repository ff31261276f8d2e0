import { computed, DestroyRef, inject, Injectable, InjectionToken, signal } from '@angular/core';
import type { ConsoleToServer, ServerToConsole } from '@daybook/contract';
import { Subject } from 'rxjs';
import { io, type Socket } from 'socket.io-client';

export type ConsoleSocket = Socket<ServerToConsole, ConsoleToServer>;
type PushedEvents = { [E in keyof ServerToConsole]: Parameters<ServerToConsole[E]> };
export type ConnectionState = 'off' | 'connecting' | 'live' | 'reconnecting';

export const consoleSocketFactory = new InjectionToken<() => ConsoleSocket>('consoleSocketFactory', {
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
const connectGraceMs = 300;
const reconnectDelaysMs = [1_000, 2_000, 5_000, 10_000] as const;

/**
 * The live connection. Push is a hint and HTTP the truth: each page also reloads in `onRefresh`, which runs
 * after each connect (pushes in between were missed) and on the server's `console:refresh`.
 */
@Injectable({ providedIn: 'root' })
export class LiveConnection {
  readonly #open = inject(consoleSocketFactory);
  readonly #state = signal<ConnectionState>('off');
  readonly #refresh = new Subject<void>();
  readonly #unauthenticated = new Subject<void>();
  readonly #serverDisconnected = new Subject<void>();
  readonly #stopped = new Subject<void>();
  readonly #pushed = new Subject<
    { [E in keyof PushedEvents]: { event: E; args: PushedEvents[E] } }[keyof PushedEvents]
  >();
  #socket: ConsoleSocket | null = null;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  #reconnectAttempts = 0;
  readonly #isGraceOver = signal(false);

  readonly state = this.#state.asReadonly();
  /**
   * Pages wait for this before their first request: a change between the response and the opening of the socket would be
   * missed, or cost a second request. They don't wait for a slow socket, but reload when it opens.
   */
  readonly isReady = computed(() => this.#isGraceOver() || !['off', 'connecting'].includes(this.#state()));

  start(): void {
    if (this.#socket) return;
    this.#state.set('connecting');
    this.#isGraceOver.set(false);
    this.#graceTimer = setTimeout(() => {
      this.#isGraceOver.set(true);
    }, connectGraceMs);
    this.#socket = this.#open();
    this.#listen(this.#socket);
  }

  stop(): void {
    clearTimeout(this.#graceTimer);
    clearTimeout(this.#reconnectTimer);
    this.#socket?.disconnect();
    this.#socket = null;
    this.#state.set('off');
    this.#stopped.next();
  }

  /** For a socket that the server closed or refused: socket.io itself only reopens lost connections. */
  scheduleReconnect(): void {
    clearTimeout(this.#reconnectTimer);
    const pause = reconnectDelaysMs[Math.min(this.#reconnectAttempts, reconnectDelaysMs.length - 1)];
    this.#reconnectAttempts += 1;
    this.#reconnectTimer = setTimeout(() => this.#socket?.connect(), pause);
  }

  on<E extends keyof PushedEvents>(
    event: E,
    listener: (...args: PushedEvents[E]) => void,
    destroyRef = inject(DestroyRef),
  ): void {
    const subscription = this.#pushed.subscribe((push) => {
      if (push.event === event) listener(...(push.args as PushedEvents[E]));
    });
    destroyRef.onDestroy(() => {
      subscription.unsubscribe();
    });
  }

  onRefresh(listener: () => void, destroyRef = inject(DestroyRef)): void {
    const subscription = this.#refresh.subscribe(listener);
    destroyRef.onDestroy(() => {
      subscription.unsubscribe();
    });
  }

  onUnauthenticated(listener: () => void): void {
    this.#unauthenticated.subscribe(listener);
  }

  onServerDisconnect(listener: () => void): void {
    this.#serverDisconnected.subscribe(listener);
  }

  /** Nobody is signed in any more. */
  onStopped(listener: () => void): void {
    this.#stopped.subscribe(listener);
  }

  #listen(socket: ConsoleSocket): void {
    socket.on('connect', () => {
      this.#reconnectAttempts = 0;
      this.#state.set('live');
      this.#refresh.next();
    });
    socket.on('disconnect', (reason) => {
      if (socket !== this.#socket) return;
      this.#state.set('reconnecting');
      if (reason === 'io server disconnect') this.#serverDisconnected.next();
    });
    socket.on('connect_error', (failure: Error & { data?: { code?: string } }) => {
      if (socket !== this.#socket) return;
      this.#state.set('reconnecting');
      if (failure.data?.code === 'unauthenticated') this.#unauthenticated.next();
      else if (!socket.active) this.scheduleReconnect();
    });
    socket.on('attention:count', (...args) => this.#pushed.next({ event: 'attention:count', args }));
    socket.on('activity:recorded', (...args) => this.#pushed.next({ event: 'activity:recorded', args }));
    socket.on('activity:resolved', (...args) => this.#pushed.next({ event: 'activity:resolved', args }));
    socket.on('order:changed', (...args) => this.#pushed.next({ event: 'order:changed', args }));
    socket.on('sync:progress', (...args) => this.#pushed.next({ event: 'sync:progress', args }));
    socket.on('console:refresh', () => {
      this.#refresh.next();
    });
  }
}
