/** Timeouts that end with the sandbox, and the signal that it ends. */
export class Timers {
  readonly #timeouts = new Set<NodeJS.Timeout>();
  readonly #shutdown = new AbortController();
  readonly shutdown = this.#shutdown.signal;

  /** Runs `work` after that many milliseconds, unless the sandbox stops first. The result cancels it. */
  after(milliseconds: number, work: () => void): () => void {
    if (this.shutdown.aborted) return () => undefined;
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
    this.#shutdown.abort(new Error('the sandbox was stopped'));
    for (const timeout of this.#timeouts) clearTimeout(timeout);
  }
}
