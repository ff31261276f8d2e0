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
    const name = `“${eventKinds[entry.eventType].label}”`;
    const resolved = await this.#change([entry], `${name} could not be resolved.`, () =>
      this.#api.send('POST /api/activity/:id/resolve', { id: entry.id }),
    );
    if (resolved === null) return;
    this.#updated.next([resolved]);
    this.#offerUndo(`Resolved ${name}`, () => this.reopen(entry));
  }

  async reopen(entry: ActivityEntry): Promise<void> {
    const reopened = await this.#change([entry], 'It could not be reopened.', () =>
      this.#api.send('DELETE /api/activity/:id/resolve', { id: entry.id }),
    );
    if (reopened !== null) this.#updated.next([reopened]);
  }

  /** Every open problem of an order; `reload` loads the order's timeline again. */
  async resolveAll(orderId: string, open: readonly ActivityEntry[], reload: () => Promise<void>): Promise<void> {
    const resolved = await this.#change(open, 'The problems could not be resolved.', () =>
      this.#api.send('POST /api/orders/:id/activity/resolve', { id: orderId }),
    );
    if (resolved === null) return;
    const { ids } = resolved;
    const reopenAll = async () => {
      const reopened = await this.#change(open, 'They could not be reopened.', () =>
        this.#api.send('POST /api/activity/reopen', { body: { ids } }),
      );
      if (reopened !== null) await reload();
    };
    if (ids.length > 0)
      this.#offerUndo(`Resolved ${ids.length} ${ids.length === 1 ? 'problem' : 'problems'}`, reopenAll);
    await reload();
  }

  /** Returns what the api answered; null when it failed, or when it has not answered yet about one of these entries. */
  async #change<T>(entries: readonly ActivityEntry[], failureText: string, send: () => Promise<T>): Promise<T | null> {
    const ids = new Set(entries.map(({ id }) => id));
    if (entries.some(({ id }) => this.#busyIds().has(id))) return null;
    this.#busyIds.update((busy) => new Set([...busy, ...ids]));
    try {
      return await send();
    } catch (failure) {
      this.#snackbar.show(`${failureText} ${toApiError(failure).detail}`);
      return null;
    } finally {
      this.#busyIds.update((busy) => new Set([...busy].filter((id) => !ids.has(id))));
    }
  }

  #offerUndo(text: string, undo: () => Promise<void>): void {
    this.#snackbar.showWithAction(text, 'Undo', () => void undo());
  }
}
