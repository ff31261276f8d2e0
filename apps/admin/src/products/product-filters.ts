import { type Provider, providers } from '@daybook/contract/vocabulary';
import type { Query } from '../api/api-client';

export type Visibility = 'yes' | 'no';

/** What the list of products shows; null and '' leave it open. */
export interface ProductFilters {
  readonly q: string;
  readonly provider: Provider | null;
  readonly visible: Visibility | null;
}

export function filtersFromUrl(address: { get(name: string): string | null }): ProductFilters {
  return {
    q: (address.get('q') ?? '').trim().slice(0, 200),
    provider: providers.find((provider) => provider === address.get('provider')) ?? null,
    visible: (['yes', 'no'] as const).find((visible) => visible === address.get('visible')) ?? null,
  };
}

export function urlFromFilters({ q, provider, visible }: ProductFilters): Record<string, string | null> {
  return { q: q || null, provider, visible };
}

export function queryFromFilters({ q, provider, visible }: ProductFilters): Query {
  return { ...(q && { q }), ...(provider && { provider }), ...(visible && { visible }) };
}

export const isFiltered = ({ q, provider, visible }: ProductFilters): boolean =>
  q !== '' || provider !== null || visible !== null;
