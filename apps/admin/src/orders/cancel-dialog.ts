import { Component, computed, inject, signal } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { providerNames } from '@daybook/contract/vocabulary';
import { v4 as uuidv4 } from 'uuid';
import { Action } from '../api/action';
import { toApiError } from '../api/api-error';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Shop } from '../ui/shop';
import { Snackbar } from '../ui/snackbar';
import { OrderCommands } from './order-commands';
import { OrderStore } from './order-store';

/** Calls the order off, and gives back what is left of its payment when that is wanted too. */
@Component({
  selector: 'app-cancel-dialog',
  imports: [Icon, MatDialogModule],
  templateUrl: './cancel-dialog.html',
  styleUrl: './dialog.css',
})
export class CancelDialog implements DialogContent {
  readonly #shop = inject(Shop);
  readonly #snackbar = inject(Snackbar);
  readonly #dialog = inject<MatDialogRef<CancelDialog>>(MatDialogRef);
  readonly #commands = inject(OrderCommands);
  readonly #cancel = new Action(() => this.#commands.cancel());
  protected readonly order = inject(OrderStore).order.value;

  readonly isBusy = this.#cancel.isBusy;
  protected readonly alsoRefunds = signal(true);
  /** Also until its own answer has come, which the push may overtake. */
  protected readonly canCancel = computed(() => this.isBusy() || this.order()?.actions.includes('cancel') === true);
  protected readonly formError = computed(() => this.#cancel.error()?.detail ?? null);
  /** What is left of the payment, in words; null when nothing is. */
  protected readonly refundableText = computed(() => {
    const order = this.order();
    return order?.actions.includes('refund') === true ? this.#shop.money(order.refundable) : null;
  });
  protected readonly buttonText = computed(() => {
    const left = this.refundableText();
    return left !== null && this.alsoRefunds() ? `Cancel and refund ${left}` : 'Cancel order';
  });
  /** The providers that have been given the order. */
  readonly #providersWithOrder = computed(() =>
    (this.order()?.fulfilments ?? [])
      .filter(({ status, providerOrderId }) => status !== 'cancelled' && providerOrderId !== null)
      .map(({ provider }) => providerNames[provider]),
  );
  protected readonly consequence = computed(() => {
    const names = this.#providersWithOrder();
    if (names.length === 0) return 'Nothing of it has been submitted, so nothing will be made or sent.';
    const all = new Intl.ListFormat('en-GB').format(names);
    return names.length === 1
      ? `${all} is asked not to make it. If it is too late for that, it says so and the order goes on.`
      : `${all} are asked not to make it. Where it is too late for that, that part goes on.`;
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

  /** Minor units. The order is cancelled by now, whatever comes of it: it can still be refunded from the page. */
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
