import { Component, computed, effect, type ElementRef, inject, untracked, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Cart } from '@daybook/contract';
import { noMailReasonLabels } from '@daybook/contract/vocabulary';
import { isBeingRead } from '../ui/being-read';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { Moment } from '../ui/moment';
import { Notice } from '../ui/notice';
import { Shop } from '../ui/shop';
import { Skeleton } from '../ui/skeleton';
import { StaleNotice } from '../ui/stale-notice';
import { CartStateChip } from './cart-state-chip';
import { CartsStore } from './carts-store';

/** Carts that were left at the checkout, what was done about them, and what it brought. */
@Component({
  selector: 'app-carts',
  imports: [CartStateChip, Icon, Moment, Notice, RouterLink, Skeleton, StaleNotice],
  providers: [CartsStore],
  templateUrl: './carts.html',
  styleUrl: './carts.css',
})
export class Carts {
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);

  protected readonly store = inject(CartsStore);
  protected readonly asked = this.store.asked;
  protected readonly figures = computed(() => {
    const summary = this.store.summary();
    if (summary === null) return null;
    const { abandoned, mailed, recovered } = summary;
    const money = recovered.money.map((sum) => this.#shop.money(sum)).join(' and ');
    return { abandoned, mailed, recovered: recovered.count, money: money === '' ? null : money };
  });
  protected readonly rows = computed(() =>
    this.store.carts().map((cart) => ({
      cart,
      total: this.#shop.money(cart.total),
      left: this.#shop.times().ago(cart.abandonedAt, this.#clock.now()),
      more: this.#moreOf(cart),
    })),
  );

  private readonly table = viewChild<ElementRef<HTMLElement>>('table');

  constructor() {
    void this.store.refresh();
    effect(() => {
      // Nothing moves under the reader's hand: then it only says that there is more to know.
      if (!this.store.mayDiffer() || isBeingRead(this.table()?.nativeElement)) return;
      untracked(() => void this.store.refresh());
    });
  }

  /** What the state leaves to be said, with its instant where it has one. */
  #moreOf({ state, noMailBecause, emailSentAt, recoveredAt, recovered }: Cart): { words: string; at: string | null } {
    const ago = (at: string) => this.#shop.times().ago(at, this.#clock.now());
    if (state === 'no_mail' && noMailBecause) return { words: noMailReasonLabels[noMailBecause], at: null };
    if (state === 'mailed' && emailSentAt) return { words: ago(emailSentAt), at: emailSentAt };
    if (state === 'recovered' && recoveredAt) {
      const money = recovered ? `${this.#shop.money(recovered)}, ` : '';
      return { words: `${money}${ago(recoveredAt)}`, at: recoveredAt };
    }
    return { words: '', at: null };
  }
}
