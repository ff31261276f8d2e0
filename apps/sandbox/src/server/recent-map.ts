import { orThrow } from './http.js';

/** The newest `capacity` items by id; older ones are dropped, so that memory use stays bounded. */
export class RecentMap<T> {
  readonly #things = new Map<string, T>();

  /** `missing`: what `get` says when it knows no such thing. */
  constructor(
    private readonly capacity: number,
    private readonly missing = 'There is no such thing.',
  ) {}

  set(id: string, thing: T): void {
    this.#things.set(id, thing);
    const [oldest] = this.#things.keys();
    if (this.#things.size > this.capacity && oldest !== undefined) this.#things.delete(oldest);
  }

  clear(): void {
    this.#things.clear();
  }

  find(id: string): T | undefined {
    return this.#things.get(id);
  }

  /** Throws a 404 when there is none. */
  get(id: string): T {
    return orThrow(this.find(id), this.missing);
  }

  newestFirst(): T[] {
    return this.oldestFirst().reverse();
  }

  oldestFirst(): T[] {
    return [...this.#things.values()];
  }
}
