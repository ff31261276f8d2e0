import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@daybook/contract';
import { isolate, providerLabels } from '@daybook/contract/vocabulary';
import { safeHttpUrl } from '../ui/safe-http-url';
import { ShopFormatter } from '../ui/shop-formatter';
import { StatusChip } from '../ui/status-chip';

type Fulfilment = Order['fulfilments'][number];
type Shipment = Fulfilment['shipments'][number];

function showsProviders({ fulfilments }: Order): boolean {
  return fulfilments.length > 1 || fulfilments.some(({ status }) => status === 'cancelled');
}

export function hasFulfilmentsToShow(order: Order): boolean {
  return (
    showsProviders(order) ||
    order.fulfilments.some(({ providerOrderId, shipments }) => providerOrderId !== null || shipments.length > 0)
  );
}

/** `2 × Classic tee, M / Black`; without a number where the provider does not say how many. */
const contentsText = ({ title, variant, quantity }: NonNullable<Shipment['contents']>[number]): string =>
  `${quantity === null ? '' : `${quantity} × `}${[title, variant ?? ''].filter(Boolean).map(isolate).join(', ')}`;

/** The parcels, and the status of each provider's part when there are two. */
@Component({
  selector: 'app-order-parcels',
  imports: [StatusChip],
  template: `
    <section class="card" aria-labelledby="parcels">
      <header>
        <h2 id="parcels">{{ heading() }}</h2>
      </header>
      @for (part of fulfilments(); track part.provider) {
        <div class="part">
          @if (showsProviders()) {
            <h3>{{ part.name }} <app-status-chip [status]="part.status" /></h3>
          }
          @if (part.reference) {
            <p class="small reference">
              Order
              @if (part.url; as url) {
                <a class="in-words" [href]="url" target="_blank" rel="noopener noreferrer">{{ part.reference }}</a>
              } @else {
                {{ part.reference }}
              }
              at {{ part.name }}
            </p>
          }
          @if (part.parcels.length > 0) {
            <dl>
              @for (parcel of part.parcels; track $index) {
                <div>
                  <dt>
                    <bdi>{{ parcel.carrier }}</bdi>
                  </dt>
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
                  @for (goods of parcel.contents; track $index) {
                    <dd>{{ goods }}</dd>
                  }
                  <dd class="small">{{ parcel.status }}</dd>
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
  readonly #shop = inject(ShopFormatter);
  readonly order = input.required<Order>();

  protected readonly showsProviders = computed(() => showsProviders(this.order()));
  protected readonly heading = computed(() =>
    this.order().fulfilments.some(({ shipments }) => shipments.length > 0)
      ? 'Parcels'
      : this.order().fulfilments.length > 1
        ? 'Providers'
        : 'Provider',
  );
  protected readonly fulfilments = computed(() =>
    this.order().fulfilments.map((part) => ({
      provider: part.provider,
      name: providerLabels[part.provider],
      status: part.status,
      reference: part.providerOrderId,
      url: safeHttpUrl(part.providerUrl),
      parcels: part.shipments.map((parcel) => ({
        carrier: parcel.carrier ?? 'Parcel',
        number: parcel.trackingNumber ?? (safeHttpUrl(parcel.trackingUrl) === null ? 'Not tracked' : 'Track it'),
        address: safeHttpUrl(parcel.trackingUrl),
        contents: (parcel.contents ?? []).map(contentsText),
        status: this.#statusWithProvider(parcel, part),
      })),
    })),
  );

  #statusWithProvider(parcel: Shipment, { provider }: Fulfilment): string {
    const status = this.#statusText(parcel);
    return this.showsProviders() ? status : `${status}, from ${providerLabels[provider]}`;
  }

  #statusText({ shippedAt, deliveredAt, returnedAt }: Shipment): string {
    const date = (at: string) => this.#shop.timeFormatter().date(at, this.order().placedAt);
    if (returnedAt !== null) return `Came back ${date(returnedAt)}`;
    if (deliveredAt !== null) return `Delivered ${date(deliveredAt)}`;
    return shippedAt === null ? 'On its way' : `Shipped ${date(shippedAt)}`;
  }
}
