import { Component, computed, input } from '@angular/core';
import { type CartState, cartStateLabels } from '@daybook/contract/vocabulary';

/** Where an abandoned cart stands. */
@Component({
  selector: 'app-cart-state-chip',
  template: '{{ label() }}',
  host: { '[attr.data-state]': 'state()' },
  styleUrl: '../ui/chip.css',
  styles: `
    :host {
      background: color-mix(in srgb, var(--rule) 55%, var(--sheet));
      color: var(--ink-2);
    }
    :host([data-state='mailed']) {
      background: var(--accent-soft);
      color: var(--accent);
    }
    :host([data-state='recovered']) {
      background: var(--info-soft);
      color: var(--info);
    }
  `,
})
export class CartStateChip {
  readonly state = input.required<CartState>();
  protected readonly label = computed(() => cartStateLabels[this.state()]);
}
