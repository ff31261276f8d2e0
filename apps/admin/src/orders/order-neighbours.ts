import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { OrderSurroundings } from '@daybook/contract';
import { Icon } from '../ui/icon';
import { isTypingOrInPanel } from '../ui/row-shortcuts';

/** The ways to the orders that stand before and after this one in the list: `k` and `j`, as in the list. */
@Component({
  selector: 'app-order-neighbours',
  imports: [Icon, RouterLink],
  template: `
    <nav aria-label="Orders before and after this one">
      @for (way of ways(); track way.key) {
        @if (way.number; as number) {
          <a
            class="button"
            [routerLink]="['/orders', number]"
            [attr.aria-label]="way.label + ', ' + number"
            [attr.aria-keyshortcuts]="way.key"
            [title]="way.label + ' (' + way.key + ')'"
            ><app-icon [name]="way.icon"
          /></a>
        } @else {
          <span class="button" aria-hidden="true" aria-disabled="true"><app-icon [name]="way.icon" /></span>
        }
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      gap: 6px;
    }
    .button {
      width: 32px;
      padding: 0;
    }
    span.button {
      opacity: 0.45;
    }
    @media (hover: none) {
      .button {
        width: 44px;
        height: 44px;
      }
    }
  `,
  host: { '(document:keydown)': 'goByKey($event)' },
})
export class OrderNeighbours {
  readonly #router = inject(Router);
  readonly surroundings = input.required<OrderSurroundings | null>();

  protected readonly ways = computed(
    () =>
      [
        { key: 'k', icon: 'up', label: 'Newer order', number: this.surroundings()?.newer ?? null },
        { key: 'j', icon: 'chevron', label: 'Older order', number: this.surroundings()?.older ?? null },
      ] as const,
  );

  protected goByKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTypingOrInPanel(event.target)) return;
    const number = this.ways().find(({ key }) => key === event.key)?.number;
    if (number) void this.#router.navigate(['/orders', number]);
  }
}
