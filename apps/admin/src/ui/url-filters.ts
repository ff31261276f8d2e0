import { computed, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, type Params, Router } from '@angular/router';

const maxTextLength = 200;

/** The values that each filter accepts: one of these words, or any text. */
type FilterValues = Readonly<Record<string, readonly string[] | 'text'>>;
/** '' turns a filter off. */
type FilterState<V extends FilterValues> = {
  readonly [Name in keyof V]: V[Name] extends readonly (infer Word)[] ? Word | '' : string;
};

/** A list's filters, kept in the page's URL: a link shares them, and the back button undoes them. */
export class UrlFilters<const V extends FilterValues> {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #params = toSignal(this.#route.queryParamMap, { requireSync: true });

  /** Unknown values are ignored. */
  readonly value = computed(() => this.#parse(), { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
  readonly isActive = computed(() => Object.values(this.value()).some((value) => value !== ''));

  constructor(private readonly values: V) {}

  /** Calls `load` with the filters now, and again after each change. */
  onChange(load: (filters: FilterState<V>) => Promise<void>): void {
    effect(() => {
      const filters = this.value();
      untracked(() => void load(filters));
    });
  }

  set(change: Partial<FilterState<V>>): void {
    const queryParams = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || null]));
    // Further typing replaces the history entry: Back leaves the search instead of undoing a letter.
    this.#navigate(queryParams, 'q' in change && this.#params().has('q'));
  }

  clear(): void {
    this.#navigate(Object.fromEntries(Object.keys(this.values).map((name) => [name, null])));
  }

  #navigate(queryParams: Params, replaceUrl = false): void {
    const options = { relativeTo: this.#route, queryParams, queryParamsHandling: 'merge', replaceUrl } as const;
    void this.#router.navigate([], options);
  }

  #parse(): FilterState<V> {
    const entries = Object.entries(this.values).map(([name, values]) => {
      const text = (this.#params().get(name) ?? '').trim().slice(0, maxTextLength);
      return [name, values === 'text' || values.includes(text) ? text : ''];
    });
    return Object.fromEntries(entries) as FilterState<V>;
  }
}
