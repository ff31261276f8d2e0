import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ActivityEntry } from '@daybook/contract';
import { eventKinds } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { LevelMark } from '../ui/level-mark';
import { Timestamp } from '../ui/timestamp';
import { ShopFormatter } from '../ui/shop-formatter';
import { canReopen, isOpen, standingText } from './resolution';

@Component({
  selector: 'app-feed-row',
  imports: [LevelMark, Timestamp, RouterLink],
  templateUrl: './feed-row.html',
  host: { '[class.busy]': 'isBusy()', '[attr.aria-busy]': 'isBusy() || null' },
  styleUrl: './feed-row.css',
})
export class FeedRow {
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  readonly entry = input.required<ActivityEntry>();
  readonly isBusy = input(false);
  readonly resolveRequested = output();
  readonly reopenRequested = output();

  protected readonly label = computed(() => eventKinds[this.entry().eventType].label);
  protected readonly order = computed(() => this.entry().orderNumber ?? this.entry().orderId);
  protected readonly count = computed(() => {
    const { count } = this.entry().payload;
    return typeof count === 'number' && count > 1 ? count : null;
  });
  /** When the latest repeat occurred, for an entry that merges several. */
  protected readonly lastAt = computed(() => {
    const { lastAt } = this.entry().payload;
    return typeof lastAt === 'string' ? lastAt : null;
  });
  protected readonly isOpen = computed(() => isOpen(this.entry()));
  protected readonly canReopen = computed(() => canReopen(this.entry()));
  /** Problems always have this line, so that resolving one leaves its row as high as it was. */
  protected readonly standing = computed(() => standingText(this.entry(), this.#shop.timeFormatter()));
  protected readonly ago = (at: string) => this.#shop.timeFormatter().ago(at, this.#clock.now());
}
