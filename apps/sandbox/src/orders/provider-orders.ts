import type { Provider } from '@daybook/contract';
import type { PersistedState } from '../server/persisted-state.js';
import { RecentMap } from '../server/recent-map.js';
import type { ProviderOrder } from './provider-order.js';

/** The newest 5,000 orders at both providers; they survive a restart. */
export class ProviderOrders extends RecentMap<ProviderOrder> {
  constructor(private readonly state: PersistedState) {
    super(5_000, 'Neither provider has such an order.');
    state.register<ProviderOrder[]>('orders', {
      snapshot: () => this.oldestFirst(),
      restore: (orders) => orders.forEach((order) => this.set(order.id, order)),
    });
  }

  save(order: ProviderOrder): void {
    this.set(order.id, order);
    this.state.scheduleWrite();
  }

  override find(id: string, provider?: Provider): ProviderOrder | undefined {
    const order = super.find(id);
    return provider === undefined || order?.provider === provider ? order : undefined;
  }

  findByExternalId(provider: Provider, externalId: string): ProviderOrder | undefined {
    return this.newestFirst(provider).find((order) => order.externalId === externalId);
  }

  override newestFirst(provider?: Provider): ProviderOrder[] {
    return super.newestFirst().filter((order) => provider === undefined || order.provider === provider);
  }
}
