import { Component, computed, inject, signal } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { providerLabels } from '@daybook/contract/vocabulary';
import { v4 as uuidv4 } from 'uuid';
import { Action } from '../api/action';
import { toApiError } from '../api/api-error';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { ShopFormatter } from '../ui/shop-formatter';
import { Snackbar } from '../ui/snackbar';
import { OrderCommands } from './order-commands';
import { OrderStore } from './order-store';

/** Cancels the order and, if chosen, refunds what is left of its payment. */
@Component({
  selector: 'app-cancel-dialog',
  imports: [Icon, MatDialogModule],
  templateUrl: './cancel-dialog.html',
  styleUrl: './dialog.css',
})
export class CancelDialog implements DialogContent {
  readonly #shop = inject(ShopFormatter);
  readonly #snackbar = inject(Snackbar);
  readonly #dialog = inject<MatDialogRef<CancelDialog>>(MatDialogRef);
  readonly #commands = inject(OrderCommands);
  readonly #cancel = new Action(() => this.#commands.cancel());
  protected readonly order = inject(OrderStore).order.value;

  readonly isBusy = this.#cancel.isBusy;
  protected readonly alsoRefunds = signal(true);
  /** Stays true until the response arrives, because a push may come first. */
  protected readonly canCancel = computed(() => this.isBusy() || this.order()?.actions.includes('cancel') === true);
  protected readonly formError = computed(() => this.#cancel.error()?.detail ?? null);
  /** What is left of the payment, formatted; null when nothing is left. */
  protected readonly refundableText = computed(() => {
    const order = this.order();
    return order?.actions.includes('refund') === true ? this.#shop.money(order.refundable) : null;
  });
  protected readonly buttonText = computed(() => {
    const left = this.refundableText();
    return left !== null && this.alsoRefunds() ? `Cancel and refund ${left}` : 'Cancel order';
  });
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
      ? `${all} is asked not to make it. If it is too late, you will see that and the order continues.`
      : `${all} are asked not to make it. If it is too late for one of them, its part continues.`;
  });

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const amount =
      this.alsoRefunds() && this.refundableText() !== null ? (this.order()?.refundable.amount ?? null) : null;
    const number = this.order()?.number ?? 'The order';
    if (!(await this.#cancel.run())) return;
    this.#dialog.close();
    if (amount === null) this.#snackbar.show(`${number} is cancelled`);
    else await this.#refund(number, amount);
  }

  /** Minor units. The order is already cancelled: if the refund fails, it can still be made from the page. */
  async #refund(number: string, amount: number): Promise<void> {
    try {
      const { refundable } = await this.#commands.refund(amount, uuidv4());
      const text = this.#shop.money({ ...refundable, amount });
      this.#snackbar.show(`${number} is cancelled, and a refund of ${text} requested`);
    } catch (failure) {
      const why = toApiError(failure);
      const more = why.isUncertain ? 'The request may still have reached Stripe: check Refunds.' : why.detail;
      this.#snackbar.show(`${number} is cancelled, but its refund could not be requested. ${more}`);
    }
  }
}
