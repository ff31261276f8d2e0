import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@daybook/contract';
import { providerNames } from '@daybook/contract/vocabulary';
import { webAddress } from '../ui/safe-link';
import { Shop } from '../ui/shop';
import { StatusChip } from '../ui/status-chip';

type Part = Order['fulfilments'][number];
type Shipment = Part['shipments'][number];

/** Whether who makes what is worth telling apart: when two do, or one has called it off. */
function isApart({ fulfilments }: Order): boolean {
  return fulfilments.length > 1 || fulfilments.some(({ status }) => status === 'cancelled');
}

export function hasPartsToTell(order: Order): boolean {
  return isApart(order) || order.fulfilments.some(({ shipments }) => shipments.length > 0);
}

/** The parcels, and where each provider's part stands when there is more than one to tell apart. */
@Component({
  selector: 'app-order-parcels',
  imports: [StatusChip],
  template: `
    <section class="card" aria-labelledby="parcels">
      <header>
        <h2 id="parcels">{{ heading() }}</h2>
      </header>
      @for (part of parts(); track part.provider) {
        <div class="part">
          @if (isApart()) {
            <h3>{{ part.name }} <app-status-chip [status]="part.status" /></h3>
            @if (part.reference) {
              <p class="small">Order {{ part.reference }}</p>
            }
          }
          @if (part.parcels.length > 0) {
            <dl>
              @for (parcel of part.parcels; track $index) {
                <div>
                  <dt>{{ parcel.carrier }}</dt>
                  <dd>
                    @if (parcel.address; as address) {
                      <a
                        [href]="address"
                        target="_blank"
                        rel="noopener noreferrer"
                        [attr.aria-label]="'Track ' + parcel.number + ' at ' + parcel.carrier"
                        >{{ parcel.number }}</a
                      >
                    } @else {
                      {{ parcel.number }}
                    }
                  </dd>
                  <dd class="small">{{ parcel.stand }}</dd>
                </div>
              }
            </dl>
          }
        </div>
      }
    </section>
  `,
  styleUrls: ['./facts.css', './order-parcels.css'],
})
export class OrderParcels {
  readonly #shop = inject(Shop);
  readonly order = input.required<Order>();

  protected readonly isApart = computed(() => isApart(this.order()));
  protected readonly heading = computed(() =>
    this.order().fulfilments.some(({ shipments }) => shipments.length > 0) ? 'Parcels' : 'Providers',
  );
  protected readonly parts = computed(() =>
    this.order().fulfilments.map((part) => ({
      provider: part.provider,
      name: providerNames[part.provider],
      status: part.status,
      reference: part.providerOrderId,
      parcels: part.shipments.map((parcel) => ({
        carrier: parcel.carrier ?? 'Parcel',
        number: parcel.trackingNumber ?? (webAddress(parcel.trackingUrl) === null ? 'Not tracked' : 'Follow it'),
        address: webAddress(parcel.trackingUrl),
        stand: this.#stand(parcel, part),
      })),
    })),
  );

  #stand(parcel: Shipment, { provider }: Part): string {
    const stand = this.#last(parcel);
    return this.isApart() ? stand : `${stand}, from ${providerNames[provider]}`;
  }

  #last({ shippedAt, deliveredAt, returnedAt }: Shipment): string {
    const date = (at: string) => this.#shop.times().date(at, this.order().placedAt);
    if (returnedAt !== null) return `Came back ${date(returnedAt)}`;
    if (deliveredAt !== null) return `Delivered ${date(deliveredAt)}`;
    return shippedAt === null ? 'On its way' : `Shipped ${date(shippedAt)}`;
  }
}
