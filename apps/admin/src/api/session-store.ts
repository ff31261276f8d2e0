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
  #isNobody = false;
  #isLeaving = false;

  readonly session = this.#session.asReadonly();
  readonly user = computed(() => this.#session()?.user ?? null);
  /** Why it is not known who is signed in, when the api could not say. */
  readonly failure = signal<ApiError | null>(null);

  constructor() {
    this.#live.whenRefused(() => {
      if (this.#session()) this.ended();
      else this.#live.stop();
    });
    this.#api.whenSessionLost(() => {
      this.ended();
    });
    this.#live.whenDropped(() => {
      void this.stillThere();
    });
    // The api is back, and can say again who is signed in.
    this.#live.whenToAskAgain(() => {
      if (this.failure()) void this.ensure();
    });
  }

  /** Whether someone may be signed in; false only when the api says that nobody is. */
  async ensure(): Promise<boolean> {
    if (this.#session()) return true;
    if (this.#isNobody) return false;
    // The socket opens meanwhile, or is refused by the same cookie.
    this.#live.start();
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async signIn(email: string, password: string): Promise<void> {
    const session = await this.#api.send('POST /api/session', { body: { email, password } });
    // A socket still knocking does so without the new cookie, and would be refused.
    this.#live.stop();
    this.#begin(session);
  }

  async signOut(): Promise<void> {
    this.#isLeaving = true;
    try {
      await this.#api.send('DELETE /api/session');
      this.#end();
    } finally {
      this.#isLeaving = false;
    }
    await this.#router.navigate(['/sign-in']);
  }

  /** The server closed the connection: perhaps the session was ended elsewhere. */
  async stillThere(): Promise<void> {
    if (!this.#session() || this.#isLeaving) return;
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
      if (failure.status === 401) {
        this.#isNobody = true;
        return false;
      }
      this.failure.set(failure);
      return true;
    }
  }

  #begin(session: Session): void {
    this.#session.set(session);
    this.#isNobody = false;
    this.failure.set(null);
    this.#live.start();
  }

  #end(): void {
    this.#session.set(null);
    this.#isNobody = true;
    this.#live.stop();
  }
}
