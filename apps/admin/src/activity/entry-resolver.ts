import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { ActivityEntry } from '@daybook/contract';
import { eventKinds } from '@daybook/contract/vocabulary';
import { Subject } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { Snackbar } from '../ui/snackbar';

/** Resolves and reopens entries, and offers Undo in the snackbar once the api has confirmed it. */
@Injectable({ providedIn: 'root' })
export class EntryResolver {
  readonly #api = inject(ApiClient);
  readonly #snackbar = inject(Snackbar);
  readonly #busyIds = signal<ReadonlySet<string>>(new Set());
  readonly #updated = new Subject<readonly ActivityEntry[]>();

  /** The entries that the api has not answered about yet. */
  readonly busyIds = this.#busyIds.asReadonly();

  /** Calls the listener with the entries that the api returned. */
  onUpdated(listener: (entries: readonly ActivityEntry[]) => void, destroyRef = inject(DestroyRef)): void {
    const subscription = this.#updated.subscribe(listener);
    destroyRef.onDestroy(() => {
      subscription.unsubscribe();
    });
  }

  async resolve(entry: ActivityEntry): Promise<void> {
    if (this.#busyIds().has(entry.id)) return;
    const name = `“${eventKinds[entry.eventType].label}”`;
    const isResolved = await this.#change([entry], `${name} could not be resolved.`, async () => [
      await this.#api.send('POST /api/activity/:id/resolve', { id: entry.id }),
    ]);
    if (isResolved) this.#offerUndo(`Resolved ${name}`, [entry]);
  }

  async reopen(entry: ActivityEntry): Promise<void> {
    await this.#reopenAll([entry]);
  }

  /** Every open problem of an order; `reload` loads the order's timeline again. */
  async resolveAll(orderId: string, openEntries: readonly ActivityEntry[], reload: () => Promise<void>): Promise<void> {
    const isResolved = await this.#change(openEntries, 'The problems could not be resolved.', async () => {
      await this.#api.send('POST /api/orders/:id/activity/resolve', { id: orderId });
      await reload();
      return [];
    });
    if (isResolved) this.#offerUndo(`Resolved ${openEntries.length} problems`, openEntries);
  }

  async #reopenAll(entries: readonly ActivityEntry[]): Promise<void> {
    await this.#change(entries, 'It could not be reopened.', () =>
      Promise.all(entries.map(({ id }) => this.#api.send('DELETE /api/activity/:id/resolve', { id }))),
    );
  }

  /** Returns whether it succeeded. */
  async #change(
    entries: readonly ActivityEntry[],
    failureText: string,
    send: () => Promise<readonly ActivityEntry[]>,
  ): Promise<boolean> {
    const ids = new Set(entries.map(({ id }) => id));
    this.#busyIds.update((busy) => new Set([...busy, ...ids]));
    try {
      this.#updated.next(await send());
      return true;
    } catch (failure) {
      this.#snackbar.show(`${failureText} ${toApiError(failure).detail}`);
      return false;
    } finally {
      this.#busyIds.update((busy) => new Set([...busy].filter((id) => !ids.has(id))));
    }
  }

  #offerUndo(text: string, entries: readonly ActivityEntry[]): void {
    this.#snackbar.showWithAction(text, 'Undo', () => void this.#reopenAll(entries));
  }
}
