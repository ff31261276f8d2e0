import { Component, computed, inject, input, viewChild } from '@angular/core';
import type { ActivityEntry, Order } from '@daybook/contract';
import { Resolving } from '../activity/resolving';
import { Icon } from '../ui/icon';
import { Moment } from '../ui/moment';
import { Notice } from '../ui/notice';
import { Shop } from '../ui/shop';
import { Skeleton } from '../ui/skeleton';
import { mailNames } from './mail-names';
import { NoteComposer } from './note-composer';
import { OrderDialogs } from './order-dialogs';
import { OrderStore } from './order-store';
import { timelineRows } from './timeline';

/** The order's story, oldest first, with what mends a problem beside it. */
@Component({
  selector: 'app-order-timeline',
  imports: [Icon, Moment, NoteComposer, Notice, Skeleton],
  templateUrl: './order-timeline.html',
  styleUrl: './order-timeline.css',
})
export class OrderTimeline {
  readonly #shop = inject(Shop);
  readonly #resolving = inject(Resolving);
  protected readonly store = inject(OrderStore);

  protected readonly dialogs = inject(OrderDialogs);
  protected readonly mailNames = mailNames;
  private readonly composer = viewChild(NoteComposer);

  readonly order = input.required<Order>();

  protected readonly rows = computed(() => timelineRows(this.store.entries(), this.#shop.times()));
  protected readonly open = computed(() => this.rows().filter(({ isOpen }) => isOpen));
  protected readonly isInProgress = computed(() => !['delivered', 'cancelled'].includes(this.order().status));
  protected readonly isAsking = computed(() => this.store.order.asking() || this.store.activity.asking());

  protected readonly mayResend = computed(() => this.order().actions.includes('resend'));

  /** Brings the place to write into view, ready to be typed into. */
  startNote(): void {
    this.composer()?.focus();
  }

  protected resolve(entry: ActivityEntry): void {
    void this.#resolving.resolve(entry);
  }

  protected reopen(entry: ActivityEntry): void {
    void this.#resolving.reopen(entry);
  }

  protected resolveAll(): void {
    const open = this.open().map(({ entry }) => entry);
    void this.#resolving.resolveAll(this.order().id, open, () => this.store.askAgain());
  }
}
