import { Component, computed, inject, input, output, viewChild } from '@angular/core';
import type { Order } from '@daybook/contract';
import { PopoverPanel } from '../ui/popover-panel';
import { Icon } from '../ui/icon';
import { OrderDialogs } from './order-dialogs';
import { mailNames } from './timeline';

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

  protected readonly allowedActions = computed(() => new Set(this.order().actions));
  protected readonly hasMenu = computed(() =>
    (['address', 'email', 'resend', 'cancel'] as const).some((action) => this.allowedActions().has(action)),
  );
  protected readonly mailNames = mailNames;

  /** Closes the menu first, so that a dialog returns the focus to the menu's button. */
  protected closeMenuThen(action: () => Promise<void>): void {
    this.panel()?.close();
    void action();
  }
}
