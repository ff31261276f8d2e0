import type { ActivityEntry, FeedTab } from '@daybook/contract';
import { type EventType, eventTypes, type Level, levels } from '@daybook/contract/vocabulary';
import type { Query } from '../api/api-client';
import { addDays, dayOf, isDay, startOfDay } from '../ui/time-zone';

/** What the feed shows. `from` and `to` are days of the shop's time zone, both included; '' leaves that side open. */
export interface FeedFilters {
  readonly tab: FeedTab;
  readonly levels: readonly Level[];
  readonly types: readonly EventType[];
  readonly order: string;
  readonly q: string;
  readonly from: string;
  readonly to: string;
}

export const noFilters: FeedFilters = { tab: 'all', levels: [], types: [], order: '', q: '', from: '', to: '' };

/** Reads the query parameters; ignores unknown values. */
export function filtersFromQueryParams(params: { get(name: string): string | null }): FeedFilters {
  const day = (name: string) => {
    const text = params.get(name) ?? '';
    return isDay(text) ? text : '';
  };
  return {
    tab: params.get('tab') === 'attention' ? 'attention' : 'all',
    levels: parseKnownWords(levels, params.get('level')),
    types: parseKnownWords(eventTypes, params.get('type')),
    order: (params.get('order') ?? '').trim().slice(0, 64),
    q: (params.get('q') ?? '').trim().slice(0, 200),
    from: day('from'),
    to: day('to'),
  };
}

/** Null removes the parameter. */
export function queryParamsFromFilters(filters: FeedFilters): Record<string, string | null> {
  return {
    tab: filters.tab === 'all' ? null : filters.tab,
    level: filters.levels.join(',') || null,
    type: filters.types.join(',') || null,
    order: filters.order || null,
    q: filters.q || null,
    from: filters.from || null,
    to: filters.to || null,
  };
}

/** The same filters as the api takes them: days become instants of the shop's time zone, `to` the first one after. */
export function apiQueryFromFilters(filters: FeedFilters, timeZone: string): Query {
  const { from, to, ...words } = queryParamsFromFilters(filters);
  const given = Object.entries(words).filter((word): word is [string, string] => word[1] !== null);
  return {
    ...Object.fromEntries(given),
    ...(from ? { from: startOfDay(from, timeZone) } : {}),
    ...(to ? { to: startOfDay(addDays(to), timeZone) } : {}),
  };
}

/** Whether a pushed entry belongs on the list. Ignores the search words, which only the api can match. */
export function matchesFilters(entry: ActivityEntry, filters: FeedFilters, timeZone: string): boolean {
  const day = dayOf(Date.parse(entry.occurredAt), timeZone);
  const { order } = filters;
  return (
    (filters.tab === 'all' || (entry.level !== 'info' && entry.resolvedAt === null)) &&
    (filters.levels.length === 0 || filters.levels.includes(entry.level)) &&
    (filters.types.length === 0 || filters.types.includes(entry.eventType)) &&
    (order === '' || order === entry.orderId || order === entry.orderNumber) &&
    (filters.from === '' || day >= filters.from) &&
    (filters.to === '' || day <= filters.to)
  );
}

export function isFiltered(filters: FeedFilters): boolean {
  return Object.entries(queryParamsFromFilters(filters)).some(([name, value]) => name !== 'tab' && value !== null);
}

function parseKnownWords<T extends string>(words: readonly T[], text: string | null): T[] {
  const chosen = new Set((text ?? '').split(','));
  return words.filter((word) => chosen.has(word));
}
