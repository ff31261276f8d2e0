/** Holds the newest `capacity` things by id and forgets older ones, so that the sandbox's memory stays level. */
export class RecentMap<T> {
  readonly #things = new Map<string, T>();

  constructor(private readonly capacity: number) {}

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

  newestFirst(): T[] {
    return this.oldestFirst().reverse();
  }

  oldestFirst(): T[] {
    return [...this.#things.values()];
  }
}
