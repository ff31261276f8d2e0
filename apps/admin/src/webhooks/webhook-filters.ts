import { type WebhookSourceName, webhookSources, type WebhookState, webhookStates } from '@daybook/contract/vocabulary';
import type { Query } from '../api/api-client';

/** What the inbox shows; null leaves it open. */
export interface WebhookFilters {
  readonly source: WebhookSourceName | null;
  readonly state: WebhookState | null;
}

export function filtersFromUrl(address: { get(name: string): string | null }): WebhookFilters {
  return {
    source: webhookSources.find((source) => source === address.get('source')) ?? null,
    state: webhookStates.find((state) => state === address.get('state')) ?? null,
  };
}

export function queryFromFilters({ source, state }: WebhookFilters): Query {
  return { ...(source ? { source } : {}), ...(state ? { state } : {}) };
}
