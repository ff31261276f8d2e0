import { Component, computed, inject, input, viewChild } from '@angular/core';
import type { ActivityEntry, Order } from '@daybook/contract';
import { EntryResolver } from '../activity/entry-resolver';
import { Icon } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { Notice } from '../ui/notice';
import { ShopFormatter } from '../ui/shop-formatter';
import { Skeleton } from '../ui/skeleton';
import { mailNames } from './timeline';
import { NoteComposer } from './note-composer';
import { OrderDialogs } from './order-dialogs';
import { OrderNote } from './order-note';
import { OrderStore } from './order-store';
import { timelineRows } from './timeline';

@Component({
  selector: 'app-order-timeline',
  imports: [Icon, Timestamp, NoteComposer, Notice, OrderNote, Skeleton],
  templateUrl: './order-timeline.html',
  styleUrl: './order-timeline.css',
})
export class OrderTimeline {
  readonly #shop = inject(ShopFormatter);
  readonly #resolver = inject(EntryResolver);
  protected readonly store = inject(OrderStore);

  protected readonly dialogs = inject(OrderDialogs);
  protected readonly mailNames = mailNames;
  private readonly composer = viewChild(NoteComposer);

  readonly order = input.required<Order>();

  protected readonly busyIds = this.#resolver.busyIds;
  protected readonly rows = computed(() => timelineRows(this.store.entries(), this.#shop.timeFormatter()));
  protected readonly openRows = computed(() => this.rows().filter(({ isOpen }) => isOpen));
  protected readonly isInProgress = computed(() => !['delivered', 'cancelled'].includes(this.order().status));
  protected readonly isLoading = computed(() => this.store.order.isLoading() || this.store.activity.isLoading());

  protected readonly canResend = computed(() => this.order().actions.includes('resend'));

  /** Scrolls the note field into view and focuses it. */
  startNote(): void {
    this.composer()?.focus();
  }

  protected resolve(entry: ActivityEntry): void {
    void this.#resolver.resolve(entry);
  }

  protected reopen(entry: ActivityEntry): void {
    void this.#resolver.reopen(entry);
  }

  protected resolveAll(): void {
    const open = this.openRows().map(({ entry }) => entry);
    void this.#resolver.resolveAll(this.order().id, open, () => this.store.reload());
  }
}
