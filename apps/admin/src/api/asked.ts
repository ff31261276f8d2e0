import { signal } from '@angular/core';
import { type ApiError, toApiError } from './api-error';

/**
 * An answer of the api that can be asked for again: the newest question wins, an older answer still on its way is
 * dropped, and what was known stays on screen while asking and when asking fails.
 */
export class Asked<T> {
  readonly value = signal<T | null>(null);
  readonly failure = signal<ApiError | null>(null);
  readonly asking = signal(false);
  #turn = new AbortController();

  constructor(private readonly ask: (turn: AbortSignal) => Promise<T>) {}

  async again(): Promise<void> {
    const turn = this.#nextTurn();
    this.asking.set(true);
    try {
      const value = await this.ask(turn.signal);
      if (turn.signal.aborted) return;
      this.value.set(value);
      this.failure.set(null);
    } catch (failure) {
      if (turn.signal.aborted) return;
      this.failure.set(toApiError(failure));
    }
    this.asking.set(false);
  }

  /** After a change of one's own: an answer asked for before it may not know of it. */
  async againIfAsking(): Promise<void> {
    if (this.asking()) await this.again();
  }

  forget(): void {
    this.#nextTurn();
    this.value.set(null);
    this.failure.set(null);
    this.asking.set(false);
  }

  #nextTurn(): AbortController {
    this.#turn.abort();
    this.#turn = new AbortController();
    return this.#turn;
  }
}
