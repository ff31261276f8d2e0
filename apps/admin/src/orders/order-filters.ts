import { type OrderStatus, orderStatuses } from '@daybook/contract/vocabulary';
import type { Query } from '../api/api-client';

/** What the list of orders shows; null and '' leave it open. */
export interface OrderFilters {
  readonly q: string;
  readonly status: OrderStatus | null;
}

export function filtersFromUrl(address: { get(name: string): string | null }): OrderFilters {
  return {
    q: (address.get('q') ?? '').trim().slice(0, 200),
    status: orderStatuses.find((status) => status === address.get('status')) ?? null,
  };
}

export function urlFromFilters({ q, status }: OrderFilters): Record<string, string | null> {
  return { q: q || null, status };
}

export function queryFromFilters({ q, status }: OrderFilters): Query {
  return { ...(q ? { q } : {}), ...(status ? { status } : {}) };
}

export function isFiltered({ q, status }: OrderFilters): boolean {
  return q !== '' || status !== null;
}
