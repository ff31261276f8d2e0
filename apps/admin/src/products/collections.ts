import { afterNextRender, Component, type ElementRef, inject, Injector, signal, viewChildren } from '@angular/core';
import type { Collection } from '@daybook/contract';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { CollectionsStore } from './collections-store';

/** The shop's collections: renamed, put in order by hand or by keyboard, hidden and shown. */
@Component({
  selector: 'app-collections',
  imports: [Icon, Notice, Skeleton],
  providers: [CollectionsStore],
  templateUrl: './collections.html',
  styleUrl: './collections.css',
})
export class Collections {
  readonly #injector = inject(Injector);

  protected readonly store = inject(CollectionsStore);
  protected readonly asked = this.store.asked;
  protected readonly renamed = signal<string | null>(null);
  /** The row that is dragged, and the one it is over, by id. */
  protected readonly dragged = signal<string | null>(null);
  protected readonly over = signal<string | null>(null);
  /** What a move has led to, for those who do not see it. */
  protected readonly told = signal('');

  private readonly focusable = viewChildren<ElementRef<HTMLElement>>('focusable');

  constructor() {
    void this.asked.again();
  }

  /** By the browser's own means: a library for it would be half as large as all else that loads first. */
  protected lift(event: DragEvent, { id }: Collection): void {
    event.dataTransfer?.setData('text/plain', id);
    if (event.dataTransfer && event.target instanceof Element) {
      event.dataTransfer.effectAllowed = 'move';
      const row = event.target.closest('li');
      if (row) event.dataTransfer.setDragImage(row, 0, 0);
    }
    this.dragged.set(id);
  }

  protected hover(event: DragEvent, { id }: Collection): void {
    if (this.dragged() === null) return;
    event.preventDefault();
    this.over.set(id);
  }

  protected async drop(event: DragEvent, target: Collection): Promise<void> {
    event.preventDefault();
    const all = this.store.collections();
    const collection = all.find(({ id }) => id === this.dragged());
    this.letGo();
    if (collection) await this.store.move(collection, all.indexOf(target));
  }

  protected letGo(): void {
    this.dragged.set(null);
    this.over.set(null);
  }

  protected async move(collection: Collection, by: -1 | 1): Promise<void> {
    const place = this.store.collections().findIndex(({ id }) => id === collection.id) + by;
    const last = this.store.collections().length - 1;
    if (place < 0 || place > last) return;
    const moving = this.store.move(collection, place);
    this.told.set(`${collection.name} is now ${String(place + 1)} of ${String(last + 1)}.`);
    // A row that is moved takes the focus away with it.
    this.#focus(`${by < 0 ? 'up' : 'down'}-${collection.id}`);
    await moving;
    this.#focus(`${by < 0 ? 'up' : 'down'}-${collection.id}`);
  }

  protected rename(collection: Collection): void {
    this.renamed.set(collection.id);
    this.#focus(`name-${collection.id}`);
  }

  protected async keep(collection: Collection, name: string): Promise<void> {
    if (this.renamed() !== collection.id) return;
    this.renamed.set(null);
    this.#focus(`rename-${collection.id}`);
    await this.store.rename(collection, name);
  }

  protected leave(collection: Collection): void {
    this.renamed.set(null);
    this.#focus(`rename-${collection.id}`);
  }

  #focus(key: string): void {
    const go = () => {
      const found = this.focusable().find(({ nativeElement }) => nativeElement.dataset['key'] === key)?.nativeElement;
      found?.focus();
      if (found instanceof HTMLInputElement) found.select();
    };
    afterNextRender({ read: go }, { injector: this.#injector });
  }
}
