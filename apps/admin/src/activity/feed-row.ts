import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ActivityEntry } from '@daybook/contract';
import { eventKinds } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { LevelMark } from '../ui/level-mark';
import { Timestamp } from '../ui/timestamp';
import { Shop } from '../ui/shop';
import { canReopen, isOpen } from './resolution';
import { resolutionText } from './resolution';

@Component({
  selector: 'app-feed-row',
  imports: [LevelMark, Timestamp, RouterLink],
  templateUrl: './feed-row.html',
  styleUrl: './feed-row.css',
})
export class FeedRow {
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);

  readonly entry = input.required<ActivityEntry>();
  readonly resolved = output();
  readonly reopened = output();

  protected readonly label = computed(() => eventKinds[this.entry().eventType].label);
  protected readonly order = computed(() => this.entry().orderNumber ?? this.entry().orderId);
  /** The dot before the order's number stays on the line of the words. */
  protected readonly message = computed(() => this.entry().message + (this.order() === null ? '' : '\u00a0·'));
  protected readonly count = computed(() => {
    const { count } = this.entry().payload;
    return typeof count === 'number' && count > 1 ? count : null;
  });
  /** For an entry that others were added to later. */
  protected readonly lastAt = computed(() => {
    const { lastAt } = this.entry().payload;
    return typeof lastAt === 'string' ? lastAt : null;
  });
  protected readonly isOpen = computed(() => isOpen(this.entry()));
  protected readonly canReopen = computed(() => canReopen(this.entry()));
  protected readonly resolution = computed(() => resolutionText(this.entry(), this.#shop.times()));
  protected readonly ago = (at: string) => this.#shop.times().ago(at, this.#clock.now());
}
