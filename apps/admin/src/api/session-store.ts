import { computed, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { Session } from '@daybook/contract';
import { ApiClient } from './api-client';
import { type ApiError, toApiError } from './api-error';
import { LiveConnection } from './live-connection';

@Injectable({ providedIn: 'root' })
export class SessionStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(LiveConnection);
  readonly #router = inject(Router);
  readonly #session = signal<Session | null>(null);
  #loading: Promise<boolean> | null = null;
  #isSignedOut = false;
  #isSigningOut = false;

  readonly session = this.#session.asReadonly();
  readonly user = computed(() => this.#session()?.user ?? null);
  /** Set when the api could not tell who is signed in. */
  readonly error = signal<ApiError | null>(null);

  constructor() {
    this.#live.onUnauthenticated(() => {
      if (this.#session()) this.expire();
      else this.#live.stop();
    });
    this.#api.onSessionLost(() => {
      this.expire();
    });
    this.#live.onServerDisconnect(() => {
      void this.verify();
    });
    // The api is reachable again: load the session.
    this.#live.onRefresh(() => {
      if (this.error()) void this.ensureLoaded();
    });
  }

  /** Whether someone may be signed in; false only when the api says that nobody is. */
  async ensureLoaded(): Promise<boolean> {
    if (this.#session()) return true;
    if (this.#isSignedOut) return false;
    // The socket opens meanwhile, or is refused by the same cookie.
    this.#live.start();
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async signIn(email: string, password: string): Promise<void> {
    const session = await this.#api.send('POST /api/session', { body: { email, password } });
    // A socket that is still connecting lacks the new cookie and would be refused.
    this.#live.stop();
    this.#start(session);
  }

  async signOut(): Promise<void> {
    this.#isSigningOut = true;
    try {
      await this.#api.send('DELETE /api/session');
      this.#end();
    } finally {
      this.#isSigningOut = false;
    }
    await this.#router.navigate(['/sign-in']);
  }

  /** The server closed the connection: perhaps the session was ended elsewhere. */
  async verify(): Promise<void> {
    if (!this.#session() || this.#isSigningOut) return;
    if (await this.#load()) this.#live.scheduleReconnect();
    else this.expire();
  }

  /** The session has expired: go to the sign-in page, then return here. */
  expire(): void {
    if (!this.#session()) return;
    this.#end();
    void this.#router.navigate(['/sign-in'], { queryParams: { to: this.#router.url, ended: 'yes' } });
  }

  async #load(): Promise<boolean> {
    try {
      this.#start(await this.#api.send('GET /api/session'));
      return true;
    } catch (caught) {
      const failure = toApiError(caught);
      if (failure.status === 401) {
        this.#isSignedOut = true;
        return false;
      }
      this.error.set(failure);
      return true;
    }
  }

  #start(session: Session): void {
    this.#session.set(session);
    this.#isSignedOut = false;
    this.error.set(null);
    this.#live.start();
  }

  #end(): void {
    this.#session.set(null);
    this.#isSignedOut = true;
    this.#live.stop();
  }
}
