import type { Collection, Product, SyncRun, ProviderSyncSummary } from '@daybook/contract';

let made = 0;
const id = () => `00000000-0000-7000-8000-${String((made += 1)).padStart(12, '0')}`;

/** A sync that has completed, as the api returns it. A test names only the fields that matter to it. */
export function aSyncRun(some: Partial<SyncRun> = {}): SyncRun {
  return {
    id: id(),
    provider: 'printify',
    requestedBy: null,
    startedAt: '2026-02-14T12:00:00.000Z',
    finishedAt: '2026-02-14T12:00:20.000Z',
    outcome: 'completed',
    done: 47,
    total: 47,
    added: 0,
    updated: 3,
    unchanged: 44,
    hidden: 0,
    error: null,
    ...some,
  };
}

export function aSyncSummary(some: Partial<ProviderSyncSummary> = {}): ProviderSyncSummary {
  return {
    provider: 'printify',
    isConfigured: true,
    requiredSettings: [],
    productCount: 47,
    lastRun: aSyncRun(),
    ...some,
  };
}

export function aProduct(some: Partial<Product> = {}): Product {
  const price = { amount: 2_400, currency: 'GBP' };
  return {
    id: id(),
    title: 'Lighthouse tee',
    slug: 'lighthouse-tee',
    provider: 'printify',
    visible: true,
    isOffered: true,
    isHidden: false,
    tags: ['T-shirts'],
    variants: [{ id: id(), title: 'M', sku: 'TEE-M', price, available: true }],
    syncedAt: '2026-02-14T12:00:00.000Z',
    ...some,
  };
}

export function collectionsOf(...names: string[]): Collection[] {
  return names.map((name, position) => ({
    id: id(),
    slug: name.toLowerCase(),
    tag: name.toLowerCase(),
    name,
    position,
    isHidden: false,
    productCount: 5,
  }));
}
