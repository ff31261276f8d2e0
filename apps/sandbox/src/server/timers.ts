/** Timeouts that end with the sandbox. */
export class Timers {
  readonly #timeouts = new Set<NodeJS.Timeout>();
  #isStopped = false;

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Runs `work` after that many milliseconds, unless the sandbox stops first. The result cancels it. */
  after(milliseconds: number, work: () => void): () => void {
    if (this.#isStopped) return () => undefined;
    const timeout = setTimeout(() => {
      this.#timeouts.delete(timeout);
      work();
    }, milliseconds);
    this.#timeouts.add(timeout);
    return () => {
      clearTimeout(timeout);
      this.#timeouts.delete(timeout);
    };
  }

  stop(): void {
    this.#isStopped = true;
    for (const timeout of this.#timeouts) clearTimeout(timeout);
  }
}
