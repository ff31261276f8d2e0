import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { Clock } from '../ui/clock';
import { Timestamp } from '../ui/timestamp';
import { LoadState } from '../ui/load-state';
import { Notice } from '../ui/notice';
import { Shop } from '../ui/shop';

/** The texts of the shop: about, delivery, privacy, and what else its owner has to say. */
@Component({
  selector: 'app-page-list',
  imports: [LoadState, Notice, RouterLink, Timestamp],
  templateUrl: './page-list.html',
  styleUrl: './page-list.css',
})
export class PageList {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);

  protected readonly resource = new Resource((signal) => this.#api.send('GET /api/pages', { signal }));
  protected readonly rows = computed(() => {
    const times = this.#shop.times();
    return this.resource
      .value()
      ?.items.map((page) => ({ page, changed: times.ago(page.changedAt, this.#clock.now()) }));
  });

  constructor() {
    void this.resource.reload();
  }
}
