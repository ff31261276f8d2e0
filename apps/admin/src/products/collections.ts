import { afterNextRender, Component, type ElementRef, inject, Injector, signal, viewChildren } from '@angular/core';
import type { Collection } from '@daybook/contract';
import { isolate } from '@daybook/contract/vocabulary';
import { LoadState } from '../ui/load-state';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { CollectionsStore } from './collections-store';

@Component({
  selector: 'app-collections',
  imports: [LoadState, Icon, Notice],
  providers: [CollectionsStore],
  templateUrl: './collections.html',
  styleUrl: './collections.css',
})
export class Collections {
  readonly #injector = inject(Injector);

  protected readonly store = inject(CollectionsStore);
  protected readonly resource = this.store.resource;
  protected readonly renamingId = signal<string | null>(null);
  protected readonly draggingId = signal<string | null>(null);
  protected readonly dropTargetId = signal<string | null>(null);
  protected readonly announcement = signal('');

  private readonly focusable = viewChildren<ElementRef<HTMLElement>>('focusable');

  constructor() {
    void this.resource.reload();
  }

  /** Uses native drag and drop: a library would add half as much again to the first load. */
  protected startDrag(event: DragEvent, { id }: Collection): void {
    event.dataTransfer?.setData('text/plain', id);
    if (event.dataTransfer && event.target instanceof Element) {
      event.dataTransfer.effectAllowed = 'move';
      const row = event.target.closest('li');
      if (row) event.dataTransfer.setDragImage(row, 0, 0);
    }
    this.draggingId.set(id);
  }

  protected dragOver(event: DragEvent, { id }: Collection): void {
    if (this.draggingId() === null) return;
    event.preventDefault();
    this.dropTargetId.set(id);
  }

  protected async drop(event: DragEvent, target: Collection): Promise<void> {
    event.preventDefault();
    const all = this.store.collections();
    const collection = all.find(({ id }) => id === this.draggingId());
    this.endDrag();
    if (collection) await this.store.move(collection, all.indexOf(target));
  }

  protected endDrag(): void {
    this.draggingId.set(null);
    this.dropTargetId.set(null);
  }

  protected async move(collection: Collection, by: -1 | 1): Promise<void> {
    const place = this.store.collections().findIndex(({ id }) => id === collection.id) + by;
    const last = this.store.collections().length - 1;
    if (place < 0 || place > last) return;
    const moving = this.store.move(collection, place);
    this.announcement.set(`${isolate(collection.name)} is now ${String(place + 1)} of ${String(last + 1)}.`);
    // Moving a row drops its focus.
    this.#focus(`${by < 0 ? 'up' : 'down'}-${collection.id}`);
    await moving;
    this.#focus(`${by < 0 ? 'up' : 'down'}-${collection.id}`);
  }

  protected startRename(collection: Collection): void {
    this.renamingId.set(collection.id);
    this.#focus(`name-${collection.id}`);
  }

  protected async saveName(collection: Collection, name: string): Promise<void> {
    if (this.renamingId() !== collection.id) return;
    this.renamingId.set(null);
    this.#focus(`rename-${collection.id}`);
    await this.store.rename(collection, name);
  }

  protected cancelRename(collection: Collection): void {
    this.renamingId.set(null);
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
