import type { JobDefinition } from './job.js';

/** Counts the attempts that run in this process, for each service that jobs call. */
export class Lanes {
  readonly #running = new Map<string, number>();

  /** Null when `limit` attempts run in the payload's lane already. A job without lanes always runs. */
  async tryRun<T>({ name, lanes }: JobDefinition, payload: object, limit: number, work: () => Promise<T>) {
    if (!lanes) return work();
    const lane = `${name} ${lanes.of(payload)}`;
    const running = this.#running.get(lane) ?? 0;
    if (running >= limit) return null;
    this.#running.set(lane, running + 1);
    try {
      return await work();
    } finally {
      this.#running.set(lane, (this.#running.get(lane) ?? 1) - 1);
    }
  }
}
