import { Component, computed, inject, input, signal } from '@angular/core';
import type { Order, OrderLine, OrderSurroundings } from '@daybook/contract';
import { isolate, providerLabels, totalRowLabels } from '@daybook/contract/vocabulary';
import { Icon } from '../ui/icon';
import { safeHttpUrl } from '../ui/safe-http-url';
import { ShopFormatter } from '../ui/shop-formatter';
import { whereaboutsOf } from './line-whereabouts';

@Component({
  selector: 'app-order-lines',
  imports: [Icon],
  templateUrl: './order-lines.html',
  styleUrl: './order-lines.css',
})
export class OrderLines {
  protected readonly shop = inject(ShopFormatter);
  readonly order = input.required<Order>();
  readonly pictures = input<OrderSurroundings['pictures']>([]);
  readonly #broken = signal<ReadonlySet<string>>(new Set());

  protected readonly lines = computed(() =>
    this.order().lines.map((line) => ({
      name: isolate(line.title),
      picture: this.#pictureOf(line),
      whereabouts: whereaboutsOf(line, this.order()),
      title: [line.title, line.variant ?? ''].filter(Boolean).map(isolate).join(', '),
      origin: [line.provider && providerLabels[line.provider], line.sku && `SKU ${isolate(line.sku)}`]
        .filter(Boolean)
        .join(' · '),
      quantity: line.quantity,
      price: this.shop.money({ ...line.unitPrice, amount: line.unitPrice.amount * line.quantity }),
      each: line.quantity > 1 ? `${this.shop.money(line.unitPrice)} each` : null,
    })),
  );
  protected readonly paymentUrl = computed(() => safeHttpUrl(this.order().paymentUrl));
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

  protected markBroken(url: string): void {
    this.#broken.update((urls) => new Set([...urls, url]));
  }

  #pictureOf({ id }: OrderLine): string | null {
    const url = safeHttpUrl(this.pictures().find(({ lineId }) => lineId === id)?.url);
    return url === null || this.#broken().has(url) ? null : url;
  }
}
