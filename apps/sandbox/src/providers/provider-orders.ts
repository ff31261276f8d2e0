import { Injectable } from '@nestjs/common';
import type { Provider } from '@daybook/contract';
import { KeptState } from '../kept/kept-state.js';
import { Recent } from '../recent.js';
import type { ProviderOrder } from './provider-order.js';

const ordersKept = 5_000;

/** The orders both providers were given, the newest 5,000 of them; they outlive a restart. */
@Injectable()
export class ProviderOrders {
  private readonly orders = new Recent<ProviderOrder>(ordersKept);

  constructor(private readonly state: KeptState) {
    state.keep<ProviderOrder[]>('orders', {
      save: () => this.orders.oldestFirst(),
      restore: (orders) => orders.forEach((order) => this.orders.put(order.id, order)),
    });
  }

  add(order: ProviderOrder): void {
    this.orders.put(order.id, order);
    this.state.changed();
  }

  find(id: string): ProviderOrder | undefined {
    return this.orders.find(id);
  }

  findAt(provider: Provider, id: string): ProviderOrder | undefined {
    const order = this.orders.find(id);
    return order?.provider === provider ? order : undefined;
  }

  findByExternalId(provider: Provider, externalId: string): ProviderOrder | undefined {
    return this.newestFirst(provider).find((order) => order.externalId === externalId);
  }

  newestFirst(provider?: Provider): ProviderOrder[] {
    return this.orders.newestFirst().filter((order) => provider === undefined || order.provider === provider);
  }

  changed(): void {
    this.state.changed();
  }
}
