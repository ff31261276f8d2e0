import { Component, computed, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Order } from '@daybook/contract';
import { v4 as uuidv4 } from 'uuid';
import { Action } from '../api/action';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { ShopFormatter } from '../ui/shop-formatter';
import { Snackbar } from '../ui/snackbar';
import { currencySign, parseMoney, formatForInput } from '../ui/money-parsing';
import { OrderCommands } from './order-commands';
import { OrderStore } from './order-store';
import { TellCustomer } from './tell-customer';

@Component({
  selector: 'app-refund-dialog',
  imports: [Icon, MatDialogModule, TellCustomer],
  templateUrl: './refund-dialog.html',
  styleUrls: ['./dialog.css', './refund-dialog.css'],
})
export class RefundDialog implements DialogContent {
  readonly #shop = inject(ShopFormatter);
  readonly #snackbar = inject(Snackbar);
  readonly #dialog = inject<MatDialogRef<RefundDialog>>(MatDialogRef);
  readonly #commands = inject(OrderCommands);
  /** By amount: a repeated request, because its response was lost, is the same refund. */
  readonly #ids = new Map<number, string>();
  readonly #refund = new Action((amount: number) =>
    this.#commands.refund({ amount, id: this.#refundIdFor(amount), tellCustomer: this.tellsCustomer() }),
  );
  protected readonly order = inject(OrderStore).order.value;
  private readonly amount = viewChild<ElementRef<HTMLInputElement>>('amount');

  readonly isBusy = this.#refund.isBusy;
  protected readonly isPart = signal(false);
  protected readonly tellsCustomer = signal(true);
  protected readonly typed = signal('');
  protected readonly amountError = signal<string | null>(null);

  readonly #currency = computed(() => this.order()?.refundable.currency ?? 'GBP');
  protected readonly refundable = computed(() =>
    this.order()?.actions.includes('refund') === true ? (this.order()?.refundable.amount ?? 0) : 0,
  );
  /** Stays true until the response arrives, because a push may come first. */
  protected readonly canRefund = computed(() => this.isBusy() || this.refundable() > 0);
  protected readonly refundableText = computed(() => this.#format(this.refundable()));
  protected readonly sign = computed(() => currencySign(this.#currency(), this.#shop.locale()));
  protected readonly isPartlyRefunded = computed(() => this.refundable() < (this.order()?.total.amount ?? 0));
  protected readonly canStillCancel = computed(() => this.order()?.actions.includes('cancel') === true);
  protected readonly pendingText = computed(() => {
    const isOwn = ({ amount }: Order['refunds'][number]) => amount.currency === this.#currency();
    const pending = (this.order()?.refunds ?? []).filter((refund) => refund.state === 'pending' && isOwn(refund));
    return pending.length === 0 ? null : this.#format(pending.reduce((sum, { amount }) => sum + amount.amount, 0));
  });
  protected readonly formError = computed(() => {
    const why = this.#refund.error();
    if (why === null) return null;
    return why.isUncertain
      ? 'There was no clear response, and the request may still have reached Stripe. Check Refunds before you try again.'
      : why.detail;
  });
  protected readonly buttonText = computed(() => {
    const amount = this.isPart() ? this.#parseTyped() : { amount: this.refundable() };
    return 'amount' in amount && amount.amount > 0 && amount.amount <= this.refundable()
      ? `Refund ${this.#format(amount.amount)}`
      : 'Refund';
  });

  protected choosePart(): void {
    this.isPart.set(true);
    setTimeout(() => this.amount()?.nativeElement.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isBusy()) return;
    const amount = this.isPart() ? this.#validateAmount() : this.refundable();
    if (amount === null) {
      this.amount()?.nativeElement.focus();
      return;
    }
    if (!(await this.#refund.run(amount))) return;
    this.#dialog.close();
    this.#snackbar.show(
      `Refund of ${this.#format(amount)} requested. The timeline shows when Stripe has completed it.`,
    );
  }

  #refundIdFor(amount: number): string {
    const id = this.#ids.get(amount) ?? uuidv4();
    this.#ids.set(amount, id);
    return id;
  }

  /** Minor units; null, with an error message, when the amount cannot be refunded. */
  #validateAmount(): number | null {
    const read = this.#parseTyped();
    this.amountError.set(this.#amountErrorOf(read));
    return 'amount' in read && this.amountError() === null ? read.amount : null;
  }

  #parseTyped() {
    return parseMoney(this.typed(), this.#currency(), this.#shop.locale());
  }

  #amountErrorOf(read: ReturnType<typeof parseMoney>): string | null {
    if ('amount' in read) {
      if (read.amount === 0) return 'Enter an amount above zero.';
      return read.amount > this.refundable() ? `That is more than is left: at most ${this.refundableText()}.` : null;
    }
    const sample = formatForInput(1250, this.#currency(), this.#shop.locale());
    if (read.issue === 'decimals') return `Too many decimals for this currency. Enter an amount such as ${sample}.`;
    return read.issue === 'nothing' ? 'Enter how much to refund.' : `Enter an amount such as ${sample}.`;
  }

  #format(amount: number): string {
    return this.#shop.money({ amount, currency: this.#currency() });
  }
}
