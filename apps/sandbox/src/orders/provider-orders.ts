import type { Provider } from '@daybook/contract';
import type { PersistedState } from '../server/persisted-state.js';
import { RecentMap } from '../server/recent-map.js';
import type { ProviderOrder } from './provider-order.js';

const maxOrders = 5_000;

/** The orders at both providers, the newest 5,000; they outlive a restart. */
export class ProviderOrders {
  readonly #orders = new RecentMap<ProviderOrder>(maxOrders);

  constructor(private readonly state: PersistedState) {
    state.register<ProviderOrder[]>('orders', {
      save: () => this.#orders.oldestFirst(),
      restore: (orders) => orders.forEach((order) => this.#orders.set(order.id, order)),
    });
  }

  /** Adds it, or notes that it was changed. */
  save(order: ProviderOrder): void {
    this.#orders.set(order.id, order);
    this.state.scheduleWrite();
  }

  find(id: string, provider?: Provider): ProviderOrder | undefined {
    const order = this.#orders.find(id);
    return provider === undefined || order?.provider === provider ? order : undefined;
  }

  findByExternalId(provider: Provider, externalId: string): ProviderOrder | undefined {
    return this.newestFirst(provider).find((order) => order.externalId === externalId);
  }

  newestFirst(provider?: Provider): ProviderOrder[] {
    return this.#orders.newestFirst().filter((order) => provider === undefined || order.provider === provider);
  }
}
