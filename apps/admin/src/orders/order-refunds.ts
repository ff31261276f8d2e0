import { Component, computed, inject, input } from '@angular/core';
import type { Order, RefundState } from '@daybook/contract';
import { Icon, type IconName } from '../ui/icon';
import { ShopFormatter } from '../ui/shop-formatter';

const marks: Record<RefundState, { icon: IconName; text: string }> = {
  held: { icon: 'clock', text: 'Requested once the order is cancelled' },
  pending: { icon: 'clock', text: 'Requested, not refunded yet' },
  refunded: { icon: 'tick', text: 'Refunded' },
  failed: { icon: 'warning', text: 'Failed, nothing was refunded' },
};

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
              <span class="small">{{ refund.text }}</span>
            </span>
          </li>
        }
      </ul>
      @if (refundableText(); as amount) {
        <p class="small">{{ amount }} can still be refunded.</p>
      }
    </section>
  `,
  styleUrls: ['./facts.css', './order-refunds.css'],
})
export class OrderRefunds {
  readonly #shop = inject(ShopFormatter);
  readonly order = input.required<Order>();

  protected readonly refunds = computed(() =>
    this.order().refunds.map(({ amount, state, refundedAt }) => ({
      amount: this.#shop.money(amount),
      state,
      icon: marks[state].icon,
      text:
        state === 'refunded' && refundedAt !== null
          ? `${marks[state].text} ${this.#shop.timeFormatter().date(refundedAt, this.order().placedAt)}`
          : marks[state].text,
    })),
  );
  protected readonly refundableText = computed(() => {
    const { refundable } = this.order();
    return refundable.amount > 0 ? this.#shop.money(refundable) : null;
  });
}
