import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@daybook/contract';
import { providerNames } from '@daybook/contract/vocabulary';
import { webAddress } from '../ui/safe-link';
import { Shop } from '../ui/shop';

@Component({
  selector: 'app-order-parcels',
  template: `
    <section class="card" aria-labelledby="parcels">
      <header><h2 id="parcels">Parcels</h2></header>
      <dl>
        @for (parcel of parcels(); track $index) {
          <div>
            <dt>{{ parcel.carrier ?? 'Parcel' }}</dt>
            <dd>
              @if (parcel.address; as address) {
                <a [href]="address" target="_blank" rel="noopener noreferrer">{{ parcel.number }}</a>
              } @else {
                {{ parcel.number }}
              }
            </dd>
            <dd class="small">{{ parcel.stand }}</dd>
          </div>
        }
      </dl>
    </section>
  `,
  styleUrl: './facts.css',
})
export class OrderParcels {
  readonly #shop = inject(Shop);
  readonly order = input.required<Order>();

  protected readonly parcels = computed(() =>
    this.order().fulfilments.flatMap(({ provider, shipments }) =>
      shipments.map((parcel) => ({
        carrier: parcel.carrier,
        number: parcel.trackingNumber,
        address: webAddress(parcel.trackingUrl),
        stand: `From ${providerNames[provider]}, ${this.#stand(parcel)}`,
      })),
    ),
  );

  #stand({ shippedAt, deliveredAt }: { shippedAt: string | null; deliveredAt: string | null }): string {
    const { placedAt } = this.order();
    const times = this.#shop.times();
    if (deliveredAt !== null) return `delivered ${times.date(deliveredAt, placedAt)}`;
    return shippedAt === null ? 'on its way' : `shipped ${times.date(shippedAt, placedAt)}`;
  }
}
