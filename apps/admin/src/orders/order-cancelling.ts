import { Component, computed, input } from '@angular/core';
import type { Order } from '@daybook/contract';
import { providerLabels } from '@daybook/contract/vocabulary';
import { Icon } from '../ui/icon';

/** `Cancelling at Printify …`; null when no provider is asked to. */
export function cancellingText({ fulfilments }: Order): string | null {
  const names = fulfilments.filter(({ isCancelling }) => isCancelling).map(({ provider }) => providerLabels[provider]);
  return names.length === 0 ? null : `Cancelling at ${new Intl.ListFormat('en-GB').format(names)} …`;
}

/** Shown while a provider is asked to cancel the order. */
@Component({
  selector: 'app-order-cancelling',
  imports: [Icon],
  template: `
    @if (text(); as text) {
      <app-icon name="clock" />
      <p role="status">{{ text }} <span class="small">The timeline will show the outcome.</span></p>
    }
  `,
  styles: `
    :host:has(p) {
      display: flex;
      gap: 12px;
      align-items: center;
      margin-bottom: 18px;
      padding: 11px 17px;
      border: 1px solid var(--rule);
      border-radius: var(--radius);
      background: var(--sheet);
    }

    p {
      margin: 0;
    }
  `,
})
export class OrderCancelling {
  readonly order = input.required<Order>();
  protected readonly text = computed(() => cancellingText(this.order()));
}
