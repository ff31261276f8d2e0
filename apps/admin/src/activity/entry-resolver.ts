import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { ActivityEntry } from '@daybook/contract';
import { eventKinds } from '@daybook/contract/vocabulary';
import { Subject } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { toApiError } from '../api/api-error';
import { SessionStore } from '../api/session-store';
import { Snackbar } from '../ui/snackbar';
import type { PendingResolutions, Resolution } from './resolution';

/** Resolves and reopens entries optimistically: rolls back when the api refuses, and offers Undo in the snackbar. */
@Injectable({ providedIn: 'root' })
export class EntryResolver {
  readonly #api = inject(ApiClient);
  readonly #session = inject(SessionStore);
  readonly #snackbar = inject(Snackbar);
  readonly #pending = signal<PendingResolutions>(new Map());
  readonly #updated = new Subject<readonly ActivityEntry[]>();

  readonly pending = this.#pending.asReadonly();

  /** Calls the listener with the entries that the api returned. */
  onUpdated(listener: (entries: readonly ActivityEntry[]) => void, destroyRef = inject(DestroyRef)): void {
    const subscription = this.#updated.subscribe(listener);
    destroyRef.onDestroy(() => {
      subscription.unsubscribe();
    });
  }

  async resolve(entry: ActivityEntry): Promise<void> {
    if (this.#pending().has(entry.id)) return;
    const name = `“${eventKinds[entry.eventType].label}”`;
    this.#offerUndo(`Resolved ${name}`, [entry]);
    await this.#change([entry], this.#resolutionByCurrentUser(), `${name} could not be resolved.`, async () => [
      await this.#api.send('POST /api/activity/:id/resolve', { id: entry.id }),
    ]);
  }

  async reopen(entry: ActivityEntry): Promise<void> {
    await this.#reopenAll([entry]);
  }

  /** Every open problem of an order; `reload` loads the order's timeline again. */
  async resolveAll(orderId: string, openEntries: readonly ActivityEntry[], reload: () => Promise<void>): Promise<void> {
    this.#offerUndo(`Resolved ${openEntries.length} problems`, openEntries);
    await this.#change(
      openEntries,
      this.#resolutionByCurrentUser(),
      'The problems could not be resolved.',
      async () => {
        await this.#api.send('POST /api/orders/:id/activity/resolve', { id: orderId });
        await reload();
        return [];
      },
    );
  }

  async #reopenAll(entries: readonly ActivityEntry[]): Promise<void> {
    await this.#change(entries, null, 'It could not be reopened.', () =>
      Promise.all(entries.map(({ id }) => this.#api.send('DELETE /api/activity/:id/resolve', { id }))),
    );
  }

  async #change(
    entries: readonly ActivityEntry[],
    resolution: Resolution,
    failureText: string,
    send: () => Promise<readonly ActivityEntry[]>,
  ): Promise<void> {
    this.#pending.update((pending) => new Map([...pending, ...entries.map(({ id }) => [id, resolution] as const)]));
    try {
      this.#updated.next(await send());
    } catch (failure) {
      this.#snackbar.show(`${failureText} ${toApiError(failure).detail}`);
    } finally {
      this.#pending.update((pending) => {
        const left = new Map(pending);
        // Keeps a newer pending change of the same entry, such as an undo.
        for (const { id } of entries) if (left.get(id) === resolution) left.delete(id);
        return left;
      });
    }
  }

  #resolutionByCurrentUser(): Resolution {
    const name = this.#session.user()?.name ?? 'you';
    return { resolvedAt: new Date().toISOString(), resolvedBy: { by: 'person', name } };
  }

  #offerUndo(text: string, entries: readonly ActivityEntry[]): void {
    this.#snackbar.showWithAction(text, 'Undo', () => void this.#reopenAll(entries));
  }
}
