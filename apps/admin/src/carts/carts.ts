import { Component, computed, type ElementRef, inject, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Cart } from '@daybook/contract';
import { skipReasonLabels } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { Timestamp } from '../ui/timestamp';
import { LoadState } from '../ui/load-state';
import { LoadMoreButton } from '../ui/load-more-button';
import { Notice } from '../ui/notice';
import { RefreshButton } from '../ui/refresh-button';
import { refreshUnlessBeingRead } from '../ui/being-read';
import { Shop } from '../ui/shop';
import { CartStateChip } from './cart-state-chip';
import { CartsStore } from './carts-store';

/** Carts that were left at the checkout, what was done about them, and what it brought. */
@Component({
  selector: 'app-carts',
  imports: [LoadState, CartStateChip, Timestamp, LoadMoreButton, Notice, RefreshButton, RouterLink],
  providers: [CartsStore],
  templateUrl: './carts.html',
  styleUrls: ['../ui/table.css', './carts.css'],
})
export class Carts {
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);

  protected readonly store = inject(CartsStore);
  protected readonly list = this.store.list;
  protected readonly resource = this.list.resource;
  protected readonly figures = computed(() => {
    const summary = this.store.summary();
    if (summary === null) return null;
    const { abandoned, mailed, recovered } = summary;
    const money = recovered.money.map((sum) => this.#shop.money(sum)).join(' and ');
    return { abandoned, mailed, recovered: recovered.count, money: money === '' ? null : money };
  });
  protected readonly rows = computed(() =>
    this.list.items().map((cart) => ({
      cart,
      total: this.#shop.money(cart.total),
      left: this.#shop.times().ago(cart.abandonedAt, this.#clock.now()),
      more: this.#stateDetail(cart),
    })),
  );

  private readonly table = viewChild<ElementRef<HTMLElement>>('table');

  constructor() {
    void this.list.reload();
    refreshUnlessBeingRead(this.list, this.table);
  }

  /** What the state leaves to be said, with its instant where it has one. */
  #stateDetail({ state, skipReason, emailSentAt, recoveredAt, recovered }: Cart): {
    text: string;
    at: string | null;
  } {
    const ago = (at: string) => this.#shop.times().ago(at, this.#clock.now());
    if (state === 'no_mail' && skipReason) return { text: skipReasonLabels[skipReason], at: null };
    if (state === 'mailed' && emailSentAt) return { text: ago(emailSentAt), at: emailSentAt };
    if (state === 'recovered' && recoveredAt) {
      const money = recovered ? `${this.#shop.money(recovered)}, ` : '';
      return { text: `${money}${ago(recoveredAt)}`, at: recoveredAt };
    }
    return { text: '', at: null };
  }
}
