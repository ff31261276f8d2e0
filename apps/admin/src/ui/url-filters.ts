import { computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';

const maxTextLength = 200;

/** What each filter may be: one of these words, or any text. */
type FilterValues = Readonly<Record<string, readonly string[] | 'text'>>;
/** '' leaves a filter open. */
export type Filters<V extends FilterValues> = {
  readonly [Name in keyof V]: V[Name] extends readonly (infer Word)[] ? Word | '' : string;
};

/** A list's filters, kept in the page's address: a link shares them, and the back button undoes them. */
export class UrlFilters<const V extends FilterValues> {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #params = toSignal(this.#route.queryParamMap, { requireSync: true });

  /** A word that the filter doesn't know leaves it open. */
  readonly value = computed(() => this.#parse(), { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
  readonly isActive = computed(() => Object.values(this.value()).some((value) => value !== ''));

  constructor(private readonly values: V) {}

  set(change: Partial<Filters<V>>): void {
    const queryParams = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || null]));
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams,
      queryParamsHandling: 'merge',
      // Typing on in the same search replaces the address: going back leaves the search, not a letter of it.
      replaceUrl: 'q' in change && this.#params().has('q'),
    });
  }

  clear(): void {
    this.set(Object.fromEntries(Object.keys(this.values).map((name) => [name, ''])) as Filters<V>);
  }

  #parse(): Filters<V> {
    const entries = Object.entries(this.values).map(([name, values]) => {
      const text = (this.#params().get(name) ?? '').trim().slice(0, maxTextLength);
      return [name, values === 'text' || values.includes(text) ? text : ''];
    });
    return Object.fromEntries(entries) as Filters<V>;
  }
}
