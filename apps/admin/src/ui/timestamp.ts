import { Component, computed, inject, input, signal } from '@angular/core';
import { ShopFormatter } from './shop-formatter';

let made = 0;

/** A short time whose full timestamp, in the shop's time zone, shows on hover and on focus. Escape hides it. */
@Component({
  selector: 'app-timestamp',
  template: `
    <time tabindex="0" [attr.datetime]="at()" [attr.aria-describedby]="isShown() ? id : null">{{ text() }}</time>
    @if (isShown()) {
      <span class="full" role="tooltip" [id]="id">{{ full() }}</span>
    }
  `,
  host: {
    '(pointerenter)': 'isShown.set(true)',
    '(pointerleave)': 'isShown.set(false)',
    '(focusin)': 'isShown.set(true)',
    '(focusout)': 'isShown.set(false)',
    '(keydown.escape)': 'isShown.set(false)',
  },
  styles: `
    :host {
      position: relative;
      display: inline-block;
      white-space: nowrap;
      cursor: default;
    }
    time {
      border-radius: 4px;
    }
    .full {
      position: absolute;
      z-index: 3;
      bottom: calc(100% + 4px);
      right: 0;
      padding: 4px 9px;
      border-radius: 6px;
      background: var(--mat-sys-inverse-surface);
      color: var(--mat-sys-inverse-on-surface);
      font-size: 12.5px;
      font-weight: 400;
      animation: appear var(--quick);
    }
    /* Bridges the gap, so that the pointer can move onto the words. */
    .full::after {
      content: '';
      position: absolute;
      inset: 100% 0 auto;
      height: 6px;
    }
    :host(.start) .full {
      right: auto;
      left: 0;
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
  `,
})
export class Timestamp {
  readonly #shop = inject(ShopFormatter);
  readonly at = input.required<string>();
  readonly text = input.required<string>();
  protected readonly id = `moment-${(made += 1)}`;
  protected readonly isShown = signal(false);
  protected readonly full = computed(() => this.#shop.timeFormatter().fullDateTime(this.at()));
}
