import { Component, computed, type ElementRef, inject, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AbandonedCart, AbandonedCartSummary } from '@daybook/contract';
import { abandonedCartSummaryDays, skipReasonLabels } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { PagedList } from '../api/paged-list';
import { reloadOnPush } from '../ui/reload-on-push';
import { Clock } from '../ui/clock';
import { ListBody } from '../ui/list-body';
import { RefreshButton } from '../ui/refresh-button';
import { ShopFormatter } from '../ui/shop-formatter';
import { Timestamp } from '../ui/timestamp';
import { CartStateChip } from './cart-state-chip';

@Component({
  selector: 'app-carts',
  imports: [CartStateChip, ListBody, RefreshButton, RouterLink, Timestamp],
  templateUrl: './carts.html',
  styleUrls: ['../ui/table.css', './carts.css'],
})
export class Carts {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  protected readonly list = new PagedList<AbandonedCart, AbandonedCartSummary>(
    (request) => this.#api.send('GET /api/carts', request),
    (signal) => this.#api.send('GET /api/carts/summary', { signal }),
  );
  protected readonly figures = computed(() => {
    const summary = this.list.resource.value()?.extra;
    if (!summary) return null;
    const { abandoned, mailed, recovered } = summary;
    const money = recovered.money.map((sum) => this.#shop.money(sum)).join(' and ');
    return { abandoned, mailed, recovered: recovered.count, money: money === '' ? null : money };
  });
  protected readonly days = abandonedCartSummaryDays;
  protected readonly rows = computed(() =>
    this.list.items().map((cart) => ({
      cart,
      total: this.#shop.money(cart.total),
      abandonedAgo: this.#shop.timeFormatter().ago(cart.abandonedAt, this.#clock.now()),
      stateDetail: this.#stateDetail(cart),
    })),
  );

  private readonly table = viewChild.required<ElementRef<HTMLElement>>('table');

  constructor() {
    void this.list.reload();
    reloadOnPush(this.list, this.table, ({ eventType }) => eventType.startsWith('abandoned_cart.'));
  }

  /** What the state chip does not say, with its time if there is one. */
  #stateDetail({ state, skipReason, emailSentAt, recoveredAt, recovered }: AbandonedCart): {
    text: string;
    at: string | null;
  } {
    const ago = (at: string) => this.#shop.timeFormatter().ago(at, this.#clock.now());
    if (state === 'no_mail' && skipReason) return { text: skipReasonLabels[skipReason], at: null };
    if (state === 'mailed' && emailSentAt) return { text: ago(emailSentAt), at: emailSentAt };
    if (state === 'recovered' && recoveredAt) {
      const money = recovered ? `${this.#shop.money(recovered)}, ` : '';
      return { text: `${money}${ago(recoveredAt)}`, at: recoveredAt };
    }
    return { text: '', at: null };
  }
}
