import { Component, computed, inject, input } from '@angular/core';
import type { Order, RefundState } from '@daybook/contract';
import { Icon, type IconName } from '../ui/icon';
import { Shop } from '../ui/shop';

const marks: Record<RefundState, { icon: IconName; words: string }> = {
  pending: { icon: 'clock', words: 'Asked for, not made yet' },
  refunded: { icon: 'tick', words: 'Refunded' },
  failed: { icon: 'warning', words: 'Failed, nothing was given back' },
};

/** Money given back, on its way back, or not given back after all. */
@Component({
  selector: 'app-order-refunds',
  imports: [Icon],
  template: `
    <section class="card" aria-labelledby="refunds">
      <header><h2 id="refunds">Refunds</h2></header>
      <ul>
        @for (refund of refunds(); track $index) {
          <li [attr.data-state]="refund.state">
            <app-icon [name]="refund.icon" />
            <span>
              <span class="figures">{{ refund.amount }}</span>
              <span class="small">{{ refund.words }}</span>
            </span>
          </li>
        }
      </ul>
      @if (left(); as amount) {
        <p class="small">{{ amount }} can still be given back.</p>
      }
    </section>
  `,
  styleUrls: ['./facts.css', './order-refunds.css'],
})
export class OrderRefunds {
  readonly #shop = inject(Shop);
  readonly order = input.required<Order>();

  protected readonly refunds = computed(() =>
    this.order().refunds.map(({ amount, state, refundedAt }) => ({
      amount: this.#shop.money(amount),
      state,
      icon: marks[state].icon,
      words:
        state === 'refunded' && refundedAt !== null
          ? `${marks[state].words} ${this.#shop.times().date(refundedAt, this.order().placedAt)}`
          : marks[state].words,
    })),
  );
  protected readonly left = computed(() => {
    const { refundable } = this.order();
    return refundable.amount > 0 ? this.#shop.money(refundable) : null;
  });
}
