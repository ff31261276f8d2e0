import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { QueuedJob } from '@daybook/contract';
import type { JobState } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { Icon, type IconName } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { ShopFormatter } from '../ui/shop-formatter';
import { attemptsText, dueText } from './job-text';

const marks: Record<JobState | 'failed', { icon: IconName; tone: string | null }> = {
  discarded: { icon: 'error', tone: 'error' },
  failed: { icon: 'warning', tone: 'warning' },
  running: { icon: 'refresh', tone: 'accent' },
  waiting: { icon: 'clock', tone: null },
};

@Component({
  selector: 'app-job-row',
  imports: [Icon, Timestamp, RouterLink],
  templateUrl: './job-row.html',
  styleUrls: ['../ui/marked-row.css', './job-row.css'],
})
export class JobRow {
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  readonly job = input.required<QueuedJob>();
  readonly isStarting = input(false);
  readonly runRequested = output();

  protected readonly order = computed(() => this.job().orderNumber ?? this.job().orderId);
  protected readonly mark = computed(() => {
    const { state, lastError } = this.job();
    return marks[state === 'waiting' && lastError !== null ? 'failed' : state];
  });
  protected readonly attempts = computed(() => attemptsText(this.job()));
  protected readonly when = computed(() => dueText(this.job(), this.#shop.timeFormatter(), this.#clock.now()));
  /** The time that the text is about; a running job has none. */
  protected readonly at = computed(() => this.job().discardedAt ?? this.job().dueAt);
  protected readonly enqueued = computed(() =>
    this.#shop.timeFormatter().ago(this.job().enqueuedAt, this.#clock.now()),
  );
  protected readonly action = computed(() => {
    const { state, retryHint } = this.job();
    if (state === 'running' || retryHint !== null) return null;
    return state === 'discarded' ? 'Run again' : 'Run now';
  });
  protected readonly actionLabel = computed(
    () => `${this.action() ?? ''}: ${this.job().label}${this.order() === null ? '' : `, ${this.order() ?? ''}`}`,
  );
}
