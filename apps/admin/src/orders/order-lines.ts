import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@daybook/contract';
import { isolate, providerLabels, totalRowLabels } from '@daybook/contract/vocabulary';
import { ShopFormatter } from '../ui/shop-formatter';

@Component({
  selector: 'app-order-lines',
  templateUrl: './order-lines.html',
  styleUrl: './order-lines.css',
})
export class OrderLines {
  protected readonly shop = inject(ShopFormatter);
  readonly order = input.required<Order>();

  protected readonly lines = computed(() =>
    this.order().lines.map((line) => ({
      title: [line.title, line.variant ?? ''].filter(Boolean).map(isolate).join(', '),
      origin: [line.provider && providerLabels[line.provider], line.sku && `SKU ${isolate(line.sku)}`]
        .filter(Boolean)
        .join(' · '),
      quantity: line.quantity,
      price: this.shop.money({ ...line.unitPrice, amount: line.unitPrice.amount * line.quantity }),
      each: line.quantity > 1 ? `${this.shop.money(line.unitPrice)} each` : null,
    })),
  );
  protected readonly totals = computed(() =>
    this.order().totals.map(({ kind, amount }) => ({
      kind,
      label: totalRowLabels[kind],
      amount: this.shop.money(amount),
    })),
  );
  /** Pending and failed refunds have not changed what was paid. */
  protected readonly refunded = computed(() =>
    this.order()
      .refunds.filter(({ state }) => state === 'refunded')
      .map(({ amount, refundedAt }) => ({
        on: refundedAt === null ? '' : ` on ${this.shop.timeFormatter().longDate(refundedAt)}`,
        amount: this.shop.money(amount),
      })),
  );
}
