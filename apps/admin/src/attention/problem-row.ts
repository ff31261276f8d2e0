import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ActivityEntry } from '@daybook/contract';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { whatFollows } from '../activity/what-follows';
import { ShopFormatter } from '../ui/shop-formatter';
import { Timestamp } from '../ui/timestamp';
import { standingText } from './cause-text';

/** One problem of a cause, with its own sentence and its order. */
@Component({
  selector: 'app-problem-row',
  imports: [Icon, RouterLink, Timestamp],
  template: `
    <label class="tick">
      <input
        type="checkbox"
        [attr.aria-label]="'Select: ' + name()"
        [checked]="isSelected()"
        [disabled]="isGone()"
        (click)="ticked.emit($event)"
      />
    </label>
    <span class="words">
      @if (order(); as id) {
        <a class="in-words order" [routerLink]="['/orders', id]" [fragment]="entry().id">{{
          entry().orderNumber ?? 'order'
        }}</a>
      }
      <bdi>{{ entry().message }}</bdi>
      @if (standing(); as text) {
        <span class="sub">{{ text }}</span>
      }
    </span>
    <span class="side">
      @if (isGone()) {
        <span class="done"><app-icon name="tick" /> Done</span>
      } @else {
        @if (canRetry()) {
          <button
            class="button text"
            type="button"
            [attr.aria-disabled]="isBusy() || isRetrying()"
            [attr.aria-label]="(isRetrying() ? 'Retrying…: ' : 'Retry: ') + name()"
            (click)="retryRequested.emit()"
          >
            {{ isRetrying() ? 'Retrying…' : 'Retry' }}
          </button>
        }
        <button
          class="button text"
          type="button"
          [attr.aria-disabled]="isBusy()"
          [attr.aria-label]="'Resolve: ' + name()"
          (click)="resolveRequested.emit()"
        >
          Resolve
        </button>
      }
      <app-timestamp [at]="entry().occurredAt" [text]="ago()" />
    </span>
  `,
  styleUrl: './problem-rows.css',
  host: { class: 'one', '[class.busy]': 'isBusy() || isGone()', '[attr.aria-busy]': 'isBusy() || null' },
})
export class ProblemRow {
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  readonly entry = input.required<ActivityEntry>();
  readonly canRetry = input.required<boolean>();
  readonly isGone = input.required<boolean>();
  readonly isBusy = input.required<boolean>();
  readonly isRetrying = input.required<boolean>();
  readonly isSelected = input.required<boolean>();

  readonly ticked = output<MouseEvent>();
  readonly retryRequested = output();
  readonly resolveRequested = output();

  protected readonly order = computed(() => this.entry().orderNumber ?? this.entry().orderId);
  protected readonly name = computed(() =>
    [this.entry().orderNumber, this.entry().message].filter((part) => part !== null).join(', '),
  );
  protected readonly standing = computed(() => {
    const times = this.#shop.timeFormatter();
    const parts = [standingText(this.entry(), times, this.#clock.now()), whatFollows(this.entry(), times)];
    return parts.filter((part) => part !== null).join(' · ') || null;
  });
  protected readonly ago = computed(() => this.#shop.timeFormatter().ago(this.entry().occurredAt, this.#clock.now()));
}
