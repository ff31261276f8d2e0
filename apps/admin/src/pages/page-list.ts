import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { Clock } from '../ui/clock';
import { Timestamp } from '../ui/timestamp';
import { LoadState } from '../ui/load-state';
import { Notice } from '../ui/notice';
import { ShopFormatter } from '../ui/shop-formatter';

@Component({
  selector: 'app-page-list',
  imports: [LoadState, Notice, RouterLink, Timestamp],
  templateUrl: './page-list.html',
  styleUrl: './page-list.css',
})
export class PageList {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  protected readonly resource = new Resource((signal) => this.#api.send('GET /api/pages', { signal }));
  protected readonly rows = computed(() => {
    const times = this.#shop.timeFormatter();
    return this.resource
      .value()
      ?.items.map((page) => ({ page, changed: times.ago(page.changedAt, this.#clock.now()) }));
  });

  constructor() {
    void this.resource.reload();
  }
}
