const keptMs = 3_600_000;

/** By the job's id: what calls came to that could not be recorded. The next attempt here records it, and calls nobody. */
export class UnrecordedResults {
  readonly #kept = new Map<string, { result: PromiseSettledResult<unknown>; keptAt: number }>();

  get(jobId: string): PromiseSettledResult<unknown> | undefined {
    return this.#kept.get(jobId)?.result;
  }

  keep(jobId: string, result: PromiseSettledResult<unknown>): void {
    const keptAt = performance.now();
    // another worker may have finished the job long ago
    for (const [id, other] of this.#kept) if (keptAt - other.keptAt > keptMs) this.#kept.delete(id);
    this.#kept.set(jobId, { result, keptAt });
  }

  delete(jobId: string): void {
    this.#kept.delete(jobId);
  }
}
