import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ProblemCause } from '@daybook/contract';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { LevelMark } from '../ui/level-mark';
import { ShopFormatter } from '../ui/shop-formatter';
import { Timestamp } from '../ui/timestamp';
import { countText, ordersText, standingText } from './cause-text';

/** One cause, with how many orders it concerns, since when, and what can be done about all of them. */
@Component({
  selector: 'app-cause-row',
  imports: [Icon, LevelMark, RouterLink, Timestamp],
  templateUrl: './cause-row.html',
  styleUrl: './problem-rows.css',
  host: { '[class.busy]': 'isBusy() || isGone()', '[attr.aria-busy]': 'isBusy() || null' },
})
export class CauseRow {
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  readonly cause = input.required<ProblemCause>();
  readonly isGone = input.required<boolean>();
  readonly isBusy = input.required<boolean>();
  readonly isRetrying = input.required<boolean>();
  readonly isSelected = input.required<boolean>();
  readonly isPartlySelected = input.required<boolean>();
  readonly isUnfolded = input.required<boolean>();

  readonly ticked = output<MouseEvent>();
  readonly unfoldRequested = output();
  readonly retryRequested = output();
  readonly resolveRequested = output();
  readonly menuRequested = output<HTMLElement>();

  protected readonly count = computed(() => countText(this.cause()));
  protected readonly ordersText = computed(() => ordersText(this.cause()));
  /** `(1 of 3 attempts) · Tries again at 12:26 · assigned to Ada`. Of several problems, each is tried again at its own time. */
  protected readonly facts = computed(() => {
    const { problems, lastAttempt } = this.cause();
    const attempts = lastAttempt && `(${lastAttempt.number} of ${lastAttempt.of} attempts)`;
    const next = problems === 1 && lastAttempt?.nextAt && `· Tries again at ${this.time(lastAttempt.nextAt)}`;
    const standing = standingText(this.cause(), this.#shop.timeFormatter(), this.#clock.now());
    return [attempts, next, standing && `· ${standing}`].filter(Boolean).join(' ');
  });
  /** A single problem leads to its order; more are unfolded. */
  protected readonly onlyOrder = computed(() => {
    const { problems, latestOrders } = this.cause();
    return problems === 1 && !this.isUnfolded() ? (latestOrders[0] ?? null) : null;
  });
  protected readonly many = computed(() => (this.cause().problems === 1 ? '' : ` ${this.cause().problems}`));

  protected time(at: string): string {
    return this.#shop.timeFormatter().timeAndDateUnlessSameDay(at, new Date(this.#clock.now()).toISOString());
  }
}
