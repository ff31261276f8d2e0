import { Component, computed, input } from '@angular/core';
import { type CartState, cartStateLabels } from '@daybook/contract/vocabulary';

const tones: Partial<Record<CartState, string>> = { mailed: 'accent', recovered: 'info' };

@Component({
  selector: 'app-cart-state-chip',
  template: '{{ label() }}',
  host: { class: 'chip', '[attr.data-tone]': 'tone()' },
})
export class CartStateChip {
  readonly state = input.required<CartState>();
  protected readonly label = computed(() => cartStateLabels[this.state()]);
  protected readonly tone = computed(() => tones[this.state()] ?? null);
}
