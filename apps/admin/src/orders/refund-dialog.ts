import { Component, computed, type ElementRef, inject, signal, viewChild } from '@angular/core';
import {
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { v4 as uuidv4 } from 'uuid';
import { Doing } from '../api/doing';
import type { Waiting } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Shop } from '../ui/shop';
import { Snacks } from '../ui/snacks';
import { currencySign, readMoney, typedMoney } from '../ui/typed-money';
import { OrderActing } from './order-acting';
import { OrderStore } from './order-store';

/** Gives money back: all that is left of the payment, or part of it. */
@Component({
  selector: 'app-refund-dialog',
  imports: [Icon, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  templateUrl: './refund-dialog.html',
  styleUrls: ['./dialog.css', './refund-dialog.css'],
})
export class RefundDialog implements Waiting {
  readonly #shop = inject(Shop);
  readonly #snacks = inject(Snacks);
  readonly #dialog = inject<MatDialogRef<RefundDialog>>(MatDialogRef);
  readonly #acting = inject(OrderActing);
  /** By amount: one that is asked for again, because its answer was lost, is the same refund. */
  readonly #ids = new Map<number, string>();
  readonly #refund = new Doing((amount: number) => this.#acting.refund(amount, this.#idOf(amount)));
  protected readonly order = inject(OrderStore).order.value;
  private readonly amount = viewChild<ElementRef<HTMLInputElement>>('amount');

  readonly isBusy = this.#refund.isBusy;
  protected readonly isPart = signal(false);
  protected readonly typed = signal('');
  protected readonly complaint = signal<string | null>(null);

  readonly #currency = computed(() => this.order()?.refundable.currency ?? 'GBP');
  protected readonly left = computed(() =>
    this.order()?.actions.includes('refund') === true ? (this.order()?.refundable.amount ?? 0) : 0,
  );
  /** Also until its own answer has come, which the push may overtake. */
  protected readonly may = computed(() => this.isBusy() || this.left() > 0);
  protected readonly most = computed(() => this.#words(this.left()));
  protected readonly sign = computed(() => currencySign(this.#currency(), this.#shop.locale()));
  protected readonly hasGivenBack = computed(() => this.left() < (this.order()?.total.amount ?? 0));
  protected readonly goesOn = computed(() => this.order()?.actions.includes('cancel') === true);
  protected readonly pending = computed(() => {
    const asked = (this.order()?.refunds ?? []).filter(({ state }) => state === 'pending');
    return asked.length === 0 ? null : this.#words(asked.reduce((sum, { amount }) => sum + amount.amount, 0));
  });
  protected readonly refusal = computed(() => {
    const why = this.#refund.failure();
    if (why === null) return null;
    return why.isUncertain
      ? 'No clear answer came, so it may have been asked for all the same. Look under Refunds before you try again.'
      : why.detail;
  });
  protected readonly button = computed(() => {
    const amount = this.isPart() ? this.#read() : { amount: this.left() };
    return 'amount' in amount && amount.amount > 0 && amount.amount <= this.left()
      ? `Refund ${this.#words(amount.amount)}`
      : 'Refund';
  });

  protected choosePart(): void {
    this.isPart.set(true);
    setTimeout(() => this.amount()?.nativeElement.focus());
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isBusy()) return;
    const amount = this.isPart() ? this.#typedAmount() : this.left();
    if (amount === null) {
      this.amount()?.nativeElement.focus();
      return;
    }
    if (!(await this.#refund.now(amount))) return;
    this.#dialog.close();
    this.#snacks.say(`Refund of ${this.#words(amount)} asked for. The timeline says when Stripe has made it.`);
  }

  #idOf(amount: number): string {
    const id = this.#ids.get(amount) ?? uuidv4();
    this.#ids.set(amount, id);
    return id;
  }

  /** Minor units; null, with a complaint, when it cannot be refunded. */
  #typedAmount(): number | null {
    const read = this.#read();
    this.complaint.set(this.#complaintAbout(read));
    return 'amount' in read && this.complaint() === null ? read.amount : null;
  }

  #read() {
    return readMoney(this.typed(), this.#currency(), this.#shop.locale());
  }

  #complaintAbout(read: ReturnType<typeof readMoney>): string | null {
    if ('amount' in read) {
      if (read.amount === 0) return 'Enter more than nothing.';
      return read.amount > this.left() ? `That is more than is left: at most ${this.most()}.` : null;
    }
    const sample = typedMoney(1250, this.#currency(), this.#shop.locale());
    if (read.trouble === 'decimals') return `That is finer than the currency goes. Write it like ${sample}.`;
    return read.trouble === 'nothing' ? 'Enter how much to give back.' : `Write the amount like ${sample}.`;
  }

  #words(amount: number): string {
    return this.#shop.money({ amount, currency: this.#currency() });
  }
}
