import { Component, computed, inject, input, output } from '@angular/core';
import {
  eventGroupLabels,
  eventGroups,
  eventKinds,
  type EventType,
  eventTypes,
  type Level,
  levels,
} from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { FilterMenu } from '../ui/filter-menu';
import { SearchField } from '../ui/search-field';
import { ShopFormatter } from '../ui/shop-formatter';
import { addDays, dayOf, isDay } from '../ui/time-zone';
import { type FeedFilters, isFiltered } from './feed-filters';

const levelNames: Record<Level, string> = { info: 'Information', warning: 'Warning', error: 'Error' };
const dateRanges = [
  { name: 'Today', days: 1 },
  { name: 'Last 7 days', days: 7 },
  { name: 'Last 30 days', days: 30 },
  { name: 'Last 90 days', days: 90 },
];

@Component({
  selector: 'app-feed-filter-bar',
  imports: [FilterMenu, SearchField],
  templateUrl: './feed-filter-bar.html',
  styleUrl: './feed-filter-bar.css',
})
export class FeedFilterBar {
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  readonly filters = input.required<FeedFilters>();
  readonly filtersChanged = output<Partial<FeedFilters>>();
  readonly clearRequested = output();

  protected readonly levels = levels.map((level) => ({ level, name: levelNames[level] }));
  protected readonly groups = eventGroups.map((group) => ({
    name: eventGroupLabels[group],
    events: eventTypes
      .filter((type) => eventKinds[type].group === group)
      .map((type) => ({ type, name: eventKinds[type].label })),
  }));
  protected readonly dateRanges = dateRanges;

  protected readonly isFiltered = computed(() => isFiltered(this.filters()));
  protected readonly levelText = computed(() => {
    const chosen = this.filters().levels.map((level) => levelNames[level]);
    return chosen.length === 0 ? null : chosen.join(', ');
  });
  protected readonly eventText = computed(() => {
    const [first, ...others] = this.filters().types;
    if (first === undefined) return null;
    return others.length === 0 ? eventKinds[first].label : `${others.length + 1} chosen`;
  });
  protected readonly dateText = computed(() => {
    const { from, to } = this.filters();
    const span = dateRanges.find(({ days }) => from === this.#dateRangeStart(days) && to === '');
    if (span) return span.name.toLowerCase();
    if (from && to) return from === to ? this.#formatDay(from) : `${this.#formatDay(from)} to ${this.#formatDay(to)}`;
    if (from) return `from ${this.#formatDay(from)}`;
    return to ? `until ${this.#formatDay(to)}` : null;
  });

  protected toggleLevel(level: Level): void {
    this.filtersChanged.emit({ levels: toggle(this.filters().levels, level, levels) });
  }

  protected toggleType(type: EventType): void {
    this.filtersChanged.emit({ types: toggle(this.filters().types, type, eventTypes) });
  }

  protected chooseDateRange(days: number): void {
    this.filtersChanged.emit({ from: this.#dateRangeStart(days), to: '' });
  }

  protected chooseDay(side: 'from' | 'to', day: string): void {
    if (day === '' || isDay(day)) this.filtersChanged.emit({ [side]: day });
  }

  #dateRangeStart(days: number): string {
    return addDays(dayOf(this.#clock.now(), this.#shop.timeFormatter().timeZone), 1 - days);
  }

  #formatDay(day: string): string {
    const noon = `${day}T12:00:00Z`;
    return this.#shop.timeFormatter().date(noon, new Date(this.#clock.now()).toISOString());
  }
}

/** In vocabulary order, so that equal selections give equal URLs. */
function toggle<T>(chosen: readonly T[], one: T, all: readonly T[]): T[] {
  return all.filter((word) => (word === one ? !chosen.includes(word) : chosen.includes(word)));
}
