import { inject, signal } from '@angular/core';
import { toApiError } from '../api/api-error';
import { Snackbar } from './snackbar';

/** What a person does to single rows of a list: once at a time for each, said when done or refused, and then seen. */
export class RowActions<Id extends string = string> {
  readonly #snackbar = inject(Snackbar);
  /** The rows whose action is running. */
  readonly running = signal<ReadonlySet<Id>>(new Set());

  constructor(private readonly refresh: () => Promise<void>) {}

  async run(id: Id, action: () => Promise<unknown>, wordsWhenDone: string): Promise<void> {
    if (this.running().has(id)) return;
    this.running.update((ids) => new Set([...ids, id]));
    try {
      await action();
      this.#snackbar.show(wordsWhenDone);
    } catch (failure) {
      this.#snackbar.show(toApiError(failure).detail);
    }
    await this.refresh();
    this.running.update((ids) => new Set([...ids].filter((other) => other !== id)));
  }
}
