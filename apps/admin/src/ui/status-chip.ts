import { Component, computed, input } from '@angular/core';
import {
  type FulfilmentStatus,
  fulfilmentStatusLabels,
  type OrderStatus,
  orderStatusLabels,
} from '@daybook/contract/vocabulary';

const labels = { ...fulfilmentStatusLabels, ...orderStatusLabels };

/** Where an order stands, or a provider's part of it. */
@Component({
  selector: 'app-status-chip',
  template: '{{ label() }}',
  host: { '[attr.data-status]': 'status()' },
  styleUrl: './chip.css',
  styles: `
    :host {
      background: var(--accent-soft);
      color: var(--accent);
    }
    :host([data-status='delivered']) {
      background: var(--info-soft);
      color: var(--info);
    }
    :host([data-status='awaiting_payment']) {
      background: var(--warning-soft);
      color: var(--warning);
    }
    :host([data-status='pending']),
    :host([data-status='cancelled']) {
      background: color-mix(in srgb, var(--rule) 55%, var(--sheet));
      color: var(--ink-2);
    }
  `,
})
export class StatusChip {
  readonly status = input.required<OrderStatus | FulfilmentStatus>();
  protected readonly label = computed(() => labels[this.status()]);
}
