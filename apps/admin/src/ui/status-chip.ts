import { Component, computed, input } from '@angular/core';
import {
  type FulfilmentStatus,
  fulfilmentStatusLabels,
  type OrderStatus,
  orderStatusLabels,
} from '@daybook/contract/vocabulary';

const tones: Partial<Record<OrderStatus | FulfilmentStatus, string | null>> = {
  delivered: 'info',
  awaiting_payment: 'warning',
  pending: null,
  cancelled: null,
};
const labels = { ...fulfilmentStatusLabels, ...orderStatusLabels };

@Component({
  selector: 'app-status-chip',
  template: '{{ label() }}',
  host: { class: 'chip', '[attr.data-tone]': 'tone()' },
})
export class StatusChip {
  readonly status = input.required<OrderStatus | FulfilmentStatus>();
  protected readonly label = computed(() => labels[this.status()]);
  protected readonly tone = computed(() => {
    const tone = tones[this.status()];
    return tone === undefined ? 'accent' : tone;
  });
}
