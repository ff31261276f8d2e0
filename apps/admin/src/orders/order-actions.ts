import { Component, computed, inject, input, output, viewChild } from '@angular/core';
import type { Order } from '@daybook/contract';
import { PopoverPanel } from '../ui/popover-panel';
import { Icon } from '../ui/icon';
import { OrderDialogs } from './order-dialogs';

/** What a person may do about the order now, quietly beside its number. */
@Component({
  selector: 'app-order-actions',
  imports: [PopoverPanel, Icon],
  templateUrl: './order-actions.html',
  styleUrl: './order-actions.css',
})
export class OrderActions {
  protected readonly dialogs = inject(OrderDialogs);
  readonly order = input.required<Order>();
  readonly noteRequested = output();
  private readonly panel = viewChild(PopoverPanel);

  protected readonly allowed = computed(() => new Set(this.order().actions));
  protected readonly hasMore = computed(() =>
    (['address', 'resend', 'cancel'] as const).some((action) => this.allowed().has(action)),
  );
  /** Before the first parcel there is nothing that a shipping notification could tell. */
  protected readonly hasShipped = computed(() =>
    this.order().fulfilments.some(({ shipments }) => shipments.length > 0),
  );

  /** The menu gives the focus back first: what opens next returns it there. */
  protected choose(act: () => Promise<void>): void {
    this.panel()?.close();
    void act();
  }
}
