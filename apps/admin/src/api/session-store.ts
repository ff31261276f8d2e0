import { computed, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { Session } from '@daybook/contract';
import { ApiClient } from './api-client';
import { type ApiError, toApiError } from './api-error';
import { Live } from './live';

/** Who is signed in. */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  readonly #api = inject(ApiClient);
  readonly #live = inject(Live);
  readonly #router = inject(Router);
  readonly #session = signal<Session | null>(null);
  #asking: Promise<boolean> | null = null;

  readonly session = this.#session.asReadonly();
  readonly user = computed(() => this.#session()?.user ?? null);
  /** Why it is not known who is signed in, when the api could not say. */
  readonly failure = signal<ApiError | null>(null);

  constructor() {
    this.#live.whenRefused(() => {
      this.ended();
    });
    this.#live.whenDropped(() => {
      void this.stillThere();
    });
  }

  /** Whether someone may be signed in; false only when the api says that nobody is. */
  async ensure(): Promise<boolean> {
    if (this.#session()) return true;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async signIn(email: string, password: string): Promise<void> {
    this.#begin(await this.#api.send('POST /api/session', { body: { email, password } }));
  }

  async signOut(): Promise<void> {
    await this.#api.send('DELETE /api/session');
    this.#end();
    await this.#router.navigate(['/sign-in']);
  }

  /** The server closed the connection: perhaps the session was ended elsewhere. */
  async stillThere(): Promise<void> {
    if (!this.#session()) return;
    if (await this.#ask()) this.#live.reconnect();
    else this.ended();
  }

  /** The session is over: sign in again, and come back to where one was. */
  ended(): void {
    if (!this.#session()) return;
    this.#end();
    void this.#router.navigate(['/sign-in'], { queryParams: { to: this.#router.url, ended: 'yes' } });
  }

  async #ask(): Promise<boolean> {
    try {
      this.#begin(await this.#api.send('GET /api/session'));
      return true;
    } catch (caught) {
      const failure = toApiError(caught);
      if (failure.status === 401) return false;
      this.failure.set(failure);
      return true;
    }
  }

  #begin(session: Session): void {
    this.#session.set(session);
    this.failure.set(null);
    this.#live.start();
  }

  #end(): void {
    this.#session.set(null);
    this.#live.stop();
  }
}
