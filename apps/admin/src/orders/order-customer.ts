import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Order } from '@daybook/contract';
import { isolate } from '@daybook/contract/vocabulary';
import { ShopFormatter } from '../ui/shop-formatter';
import { OrderDialogs } from './order-dialogs';

@Component({
  selector: 'app-order-customer',
  imports: [RouterLink],
  template: `
    <section class="card" aria-labelledby="customer">
      <header><h2 id="customer">Customer</h2></header>
      <dl>
        <div>
          <dt>Name</dt>
          <dd>
            <bdi>{{ order().customerName }}</bdi>
          </dd>
          @if (otherOrders(); as text) {
            <dd>
              <a class="in-words" routerLink="/orders" [queryParams]="{ q: order().customerEmail }">{{ text }}</a>
            </dd>
          }
        </div>
        <div>
          <dt class="with-act">
            E-mail
            @if (canCorrectEmail()) {
              <button
                class="button text"
                type="button"
                aria-haspopup="dialog"
                aria-label="Correct the e-mail"
                (click)="dialogs.openEmail()"
              >
                Correct
              </button>
            }
          </dt>
          <dd>
            <a class="in-words" [href]="mailTo()"
              ><bdi>{{ order().customerEmail }}</bdi></a
            >
          </dd>
        </div>
        <div>
          <dt class="with-act">
            Ships to
            @if (canCorrectAddress()) {
              <button
                class="button text"
                type="button"
                aria-haspopup="dialog"
                aria-label="Correct the address"
                (click)="dialogs.openAddress()"
              >
                Correct
              </button>
            }
          </dt>
          @for (line of address(); track $index) {
            <dd>
              <bdi>{{ line }}</bdi>
            </dd>
          } @empty {
            <dd class="muted">No shipping address.</dd>
          }
        </div>
        @if (order().shippingAddress?.phone; as phone) {
          <div>
            <dt>Phone</dt>
            <dd>{{ phone }}</dd>
          </div>
        }
      </dl>
    </section>
  `,
  styleUrl: './facts.css',
})
export class OrderCustomer {
  readonly #shop = inject(ShopFormatter);
  protected readonly dialogs = inject(OrderDialogs);
  readonly order = input.required<Order>();
  readonly otherOrderCount = input(0);

  protected readonly otherOrders = computed(() => otherOrdersText(this.otherOrderCount()));

  protected readonly canCorrectAddress = computed(() => this.order().actions.includes('address'));

  protected readonly canCorrectEmail = computed(() => this.order().actions.includes('email'));

  protected readonly mailTo = computed(() => `mailto:${encodeURIComponent(this.order().customerEmail)}`);
  protected readonly address = computed(() => {
    const to = this.order().shippingAddress;
    if (to === null) return [];
    const name = to.name === this.order().customerName ? null : to.name;
    const town = [to.city, to.postalCode ?? ''].filter(Boolean).map(isolate).join(' ');
    return [name, to.line1, to.line2, town, to.region, this.#shop.country(to.country)].filter(Boolean);
  });
}

/** The api counts to 100. */
function otherOrdersText(count: number): string | null {
  if (count === 0) return null;
  return count === 1 ? '1 other order' : `${count}${count === 100 ? ' or more' : ''} other orders`;
}
