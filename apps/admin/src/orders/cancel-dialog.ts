import { Component, computed, inject, signal } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Order } from '@daybook/contract';
import { providerLabels } from '@daybook/contract/vocabulary';
import { Action } from '../api/action';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { ShopFormatter } from '../ui/shop-formatter';
import { Snackbar } from '../ui/snackbar';
import { cancellingText } from './order-cancelling';
import { OrderCommands } from './order-commands';
import { OrderStore } from './order-store';
import { TellCustomer } from './tell-customer';

/** Requests to cancel the order and, if chosen, to refund what is left of its payment. */
@Component({
  selector: 'app-cancel-dialog',
  imports: [Icon, MatDialogModule, TellCustomer],
  templateUrl: './cancel-dialog.html',
  styleUrl: './dialog.css',
})
export class CancelDialog implements DialogContent {
  readonly #shop = inject(ShopFormatter);
  readonly #snackbar = inject(Snackbar);
  readonly #dialog = inject<MatDialogRef<CancelDialog>>(MatDialogRef);
  readonly #commands = inject(OrderCommands);
  readonly #cancel = new Action(() =>
    this.#commands.cancel({ refund: this.#refunds(), tellCustomer: this.tellsCustomer() }),
  );
  protected readonly order = inject(OrderStore).order.value;

  readonly isBusy = this.#cancel.isBusy;
  protected readonly alsoRefunds = signal(true);
  protected readonly tellsCustomer = signal(true);
  /** Stays true until the response arrives, because a push may come first. */
  protected readonly canCancel = computed(() => this.isBusy() || this.order()?.actions.includes('cancel') === true);
  protected readonly formError = computed(() => this.#cancel.error()?.detail ?? null);
  /** What is left of the payment, formatted; null when nothing is left. */
  protected readonly refundableText = computed(() => {
    const order = this.order();
    return order?.actions.includes('refund') === true ? this.#shop.money(order.refundable) : null;
  });
  readonly #refunds = computed(() => this.alsoRefunds() && this.refundableText() !== null);
  protected readonly buttonText = computed(() =>
    this.#refunds() ? `Cancel and refund ${this.refundableText() ?? ''}` : 'Cancel order',
  );
  readonly #providersWithOrder = computed(() =>
    (this.order()?.fulfilments ?? [])
      .filter(({ status, providerOrderId }) => status !== 'cancelled' && providerOrderId !== null)
      .map(({ provider }) => providerLabels[provider]),
  );
  protected readonly consequence = computed(() => {
    const names = this.#providersWithOrder();
    if (names.length === 0) return 'Nothing has been submitted, so nothing will be made or sent.';
    const all = new Intl.ListFormat('en-GB').format(names);
    return names.length === 1
      ? `${all} is asked not to make it. If it is too late, the order continues and its timeline says so.`
      : `${all} are asked not to make it. If it is too late for one of them, its part goes ahead.`;
  });

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const refunded = this.#refunds() ? this.refundableText() : null;
    if (!(await this.#cancel.run())) return;
    this.#dialog.close();
    const order = this.order();
    if (order) this.#snackbar.show(outcomeText(order, refunded));
  }
}

function outcomeText(order: Order, refunded: string | null): string {
  if (order.status !== 'cancelled') {
    const follows = refunded === null ? '' : ` The refund of ${refunded} follows once it is cancelled.`;
    return `${cancellingText(order) ?? `Cancelling ${order.number} …`}${follows}`;
  }
  return `${order.number} is cancelled${refunded === null ? '' : `, and a refund of ${refunded} requested`}`;
}
