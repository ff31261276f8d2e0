import { Component, computed, inject, input, signal } from '@angular/core';
import { Shop } from './shop';

/** A short time whose full timestamp, in the shop's time zone, shows on hover and on focus. Escape puts it away. */
@Component({
  selector: 'app-moment',
  template: `<time
    [attr.datetime]="at()"
    tabindex="0"
    [class.away]="away()"
    (pointerenter)="away.set(false)"
    (focus)="away.set(false)"
    (keydown.escape)="away.set(true)"
    >{{ words() }}<span class="full">{{ full() }}</span></time
  >`,
  styles: `
    time {
      position: relative;
      display: inline-block;
      white-space: nowrap;
      border-radius: 4px;
      cursor: default;
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
      visibility: hidden;
      opacity: 0;
      transition: opacity var(--quick);
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
    time:hover .full,
    time:focus-visible .full {
      visibility: visible;
      opacity: 1;
    }
    time.away .full {
      visibility: hidden;
    }
  `,
})
export class Moment {
  readonly #shop = inject(Shop);
  readonly at = input.required<string>();
  readonly words = input.required<string>();
  protected readonly away = signal(false);
  protected readonly full = computed(() => this.#shop.times().full(this.at()));
}
