import { inject, signal } from '@angular/core';
import { toApiError } from '../api/api-error';
import { Snacks } from './snacks';

/** What a person does to single rows of a list: once at a time for each, said when done or refused, and then seen. */
export class RowDeeds<Id extends string = string> {
  readonly #snacks = inject(Snacks);
  /** The rows that somebody here has just asked something of. */
  readonly underWay = signal<ReadonlySet<Id>>(new Set());

  constructor(private readonly refresh: () => Promise<void>) {}

  async now(id: Id, deed: () => Promise<unknown>, wordsWhenDone: string): Promise<void> {
    if (this.underWay().has(id)) return;
    this.underWay.update((ids) => new Set([...ids, id]));
    try {
      await deed();
      this.#snacks.say(wordsWhenDone);
    } catch (failure) {
      this.#snacks.say(toApiError(failure).detail);
    }
    await this.refresh();
    this.underWay.update((ids) => new Set([...ids].filter((other) => other !== id)));
  }
}
