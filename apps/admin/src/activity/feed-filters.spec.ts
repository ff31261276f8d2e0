import { convertToParamMap } from '@angular/router';
import { anEntry, aProblem } from '../../test/an-entry';
import {
  queryParamsFromFilters,
  matchesFilters,
  noFilters,
  type FeedFilters,
  filtersFromQueryParams,
  apiQueryFromFilters,
} from './feed-filters';

const all: FeedFilters = {
  tab: 'attention',
  levels: ['warning', 'error'],
  types: ['order.submission_failed', 'email.bounced'],
  order: 'SS-260214-0042',
  q: 'a & b = c + ü',
  from: '2026-02-01',
  to: '2026-02-14',
};

function throughTheAddress(filters: FeedFilters): FeedFilters {
  const words = Object.entries(queryParamsFromFilters(filters)).filter(
    (word): word is [string, string] => word[1] !== null,
  );
  const address = new URLSearchParams(words).toString();
  return filtersFromQueryParams(convertToParamMap(Object.fromEntries(new URLSearchParams(address))));
}

describe('the feed’s filters', () => {
  it('come back from the URL as they went in', () => {
    expect(throughTheAddress(all)).toEqual(all);
    expect(throughTheAddress(noFilters)).toEqual(noFilters);
  });

  it('leave the URL bare without filters', () => {
    expect(Object.values(queryParamsFromFilters(noFilters)).every((value) => value === null)).toBe(true);
  });

  it('ignore unknown values', () => {
    const address = convertToParamMap({
      tab: 'x',
      level: 'error,loud',
      type: 'order.eaten',
      from: 'yesterday',
      to: '2026-99-99',
    });
    expect(filtersFromQueryParams(address)).toEqual({ ...noFilters, levels: ['error'] });
  });

  it('give the same choice the same address, in whatever order it was made', () => {
    const address = (level: string) => queryParamsFromFilters(filtersFromQueryParams(convertToParamMap({ level })));
    expect(address('error,warning')).toEqual(address('warning,error'));
  });

  it('ask the api for whole days of the shop, `to` included', () => {
    expect(apiQueryFromFilters({ ...noFilters, from: '2026-07-01', to: '2026-07-01' }, 'Europe/London')).toEqual({
      from: '2026-06-30T23:00:00.000Z',
      to: '2026-07-01T23:00:00.000Z',
    });
  });

  it('let in pushed entries by the same rules as the api', () => {
    const problem = aProblem({ orderNumber: 'SS-260214-0042', occurredAt: '2026-02-14T23:30:00.000Z' });
    const isLetIn = (some: Partial<FeedFilters>, timeZone = 'Europe/London') =>
      matchesFilters(problem, { ...noFilters, ...some }, timeZone);
    expect(isLetIn({ ...all, q: '' })).toBe(true);
    expect(isLetIn({ tab: 'attention' })).toBe(true);
    expect(isLetIn({ levels: ['warning'] })).toBe(false);
    expect(isLetIn({ types: ['email.bounced'] })).toBe(false);
    expect(isLetIn({ order: 'SS-260214-0041' })).toBe(false);
    expect(isLetIn({ to: '2026-02-14' }, 'Europe/Berlin')).toBe(false);
    expect(isLetIn({ from: '2026-02-15' }, 'Europe/Berlin')).toBe(true);
  });

  it('keep what needs nobody off the attention tab', () => {
    const attention: FeedFilters = { ...noFilters, tab: 'attention' };
    expect(matchesFilters(anEntry(), attention, 'UTC')).toBe(false);
    expect(matchesFilters(aProblem({ resolvedAt: '2026-02-14T12:00:00.000Z' }), attention, 'UTC')).toBe(false);
  });
});
