import { afterNextRender, Component, computed, effect, ElementRef, inject, Injector, input } from '@angular/core';
import type { Order } from '@daybook/contract';
import { isolate, providerLabels } from '@daybook/contract/vocabulary';
import { Icon } from '../ui/icon';
import { recoverLostFocus } from '../ui/heading-focus';
import { ShopFormatter } from '../ui/shop-formatter';
import { OrderCommands } from './order-commands';
import { OrderDialogs } from './order-dialogs';
import { OrderStore } from './order-store';
import { isResubmitting, submissionOutlook } from './timeline';

/** Why the order was not submitted, with actions to fix it. Disappears once it is submitted. */
@Component({
  selector: 'app-order-quick-status',
  imports: [Icon],
  templateUrl: './order-quick-status.html',
  styleUrl: './order-quick-status.css',
  host: { '[class.shown]': 'text() !== null', role: 'group', 'aria-label': 'Quick status' },
})
export class OrderQuickStatus {
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  readonly #shop = inject(ShopFormatter);
  readonly #entries = inject(OrderStore).entries;
  protected readonly dialogs = inject(OrderDialogs);
  readonly order = input.required<Order>();

  protected readonly retry = inject(OrderCommands).retrying;
  protected readonly canRetry = computed(() => this.order().actions.includes('retry'));
  protected readonly canCorrectAddress = computed(() => this.order().actions.includes('address'));
  protected readonly isRetrying = computed(() => this.retry().isBusy() || isResubmitting(this.#entries()));
  protected readonly outlook = computed(() => submissionOutlook(this.#entries(), this.#shop.timeFormatter()));
  protected readonly text = computed(() => {
    const { fulfilmentError, fulfilments } = this.order();
    if (fulfilmentError === null) return null;
    const left = fulfilments
      .filter(({ status }) => status === 'pending')
      .map(({ provider }) => providerLabels[provider]);
    // With one provider its name adds nothing; with two, one of them may already have its part.
    const to = fulfilments.length > 1 && left.length > 0 ? ` to ${new Intl.ListFormat('en-GB').format(left)}` : '';
    return `Not submitted${to}: ${isolate(fulfilmentError)}`;
  });

  constructor() {
    // The button may have the focus when it disappears.
    effect(() => {
      const isLeft = this.text() === null && this.#host.nativeElement.contains(document.activeElement);
      if (isLeft) afterNextRender({ read: recoverLostFocus }, { injector: this.#injector });
    });
  }
}
