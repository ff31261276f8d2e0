import { inject, signal } from '@angular/core';
import { toApiError } from '../api/api-error';
import { Snackbar } from './snackbar';

/**
 * Runs actions on single rows of a list, one at a time per row: reports the result in a snackbar, then refreshes the list.
 */
export class RowActions<Id extends string = string> {
  readonly #snackbar = inject(Snackbar);
  readonly runningIds = signal<ReadonlySet<Id>>(new Set());

  constructor(private readonly refresh: () => Promise<void>) {}

  async run(id: Id, action: () => Promise<unknown>, doneText: string): Promise<void> {
    if (this.runningIds().has(id)) return;
    this.runningIds.update((ids) => new Set([...ids, id]));
    try {
      await action();
      this.#snackbar.show(doneText);
    } catch (failure) {
      this.#snackbar.show(toApiError(failure).detail);
    }
    await this.refresh();
    this.runningIds.update((ids) => new Set([...ids].filter((other) => other !== id)));
  }
}
