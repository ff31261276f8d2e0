import { computed, signal, type Signal } from '@angular/core';
import type { ActivityEntry, ProblemCause } from '@daybook/contract';

/** A row on screen: a cause, or one of its problems. Its `key` stays when an order fails again. */
export interface ProblemRow {
  readonly key: string;
  readonly cause: ProblemCause;
  readonly problem: ActivityEntry | null;
}

/** An order has one problem of a cause at a time, its newest failure, or one for each parcel, refund and part. */
export const problemKey = ({ orderId, id, payload }: ActivityEntry) =>
  orderId === null ? id : [orderId, payload['parcel'], payload['refundId'], payload['part']].filter(Boolean).join(' ');

export const rowOf = (cause: ProblemCause, problem: ActivityEntry | null): ProblemRow => ({
  key: problem ? `${cause.cause} ${problemKey(problem)}` : cause.cause,
  cause,
  problem,
});

/** What an action is about: all problems of these causes, and these problems. */
export interface ProblemTarget {
  readonly causes: readonly string[];
  readonly ids: readonly string[];
}

/** The rows that are ticked. A ticked cause stands for all of its problems, shown or not. */
export class RowSelection {
  readonly #keys = signal<ReadonlySet<string>>(new Set());
  /** Where a range starts. */
  #anchor: string | null = null;

  readonly chosen = computed(() => {
    const keys = this.#keys();
    return this.rows().filter(({ key, cause, problem }) => keys.has(key) && !(problem && keys.has(cause.cause)));
  });
  readonly count = computed(() =>
    this.chosen().reduce((sum, { cause, problem }) => sum + (problem ? 1 : cause.problems), 0),
  );
  readonly canRetry = computed(() => this.chosen().some(({ cause }) => cause.canRetry));

  constructor(private readonly rows: Signal<readonly ProblemRow[]>) {}

  isSelected({ key, cause }: ProblemRow): boolean {
    return this.#keys().has(key) || this.#keys().has(cause.cause);
  }

  isPartlySelected({ key, cause }: ProblemRow): boolean {
    return (
      !this.#keys().has(key) &&
      this.chosen().some(({ problem, cause: other }) => problem && other.cause === cause.cause)
    );
  }

  /** `isRange`: and all rows from the one that was ticked before. */
  set(row: ProblemRow, isOn: boolean, isRange = false): void {
    const rows = this.rows();
    const [at, anchor] = [row.key, this.#anchor].map((key) => rows.findIndex((other) => other.key === key));
    const isFromAnchor = isRange && at !== undefined && anchor !== undefined && anchor !== -1;
    const changed = isFromAnchor ? rows.slice(Math.min(at, anchor), Math.max(at, anchor) + 1) : [row];
    for (const one of changed) this.#setOne(one, isOn);
    this.#anchor = row.key;
  }

  selectAll(): void {
    this.#keys.set(
      new Set(
        this.rows()
          .filter(({ problem }) => !problem)
          .map(({ key }) => key),
      ),
    );
  }

  /** These rows alone: a ticked cause stays, whatever was done about one of its problems. */
  untick(rows: readonly ProblemRow[]): void {
    const done = new Set(rows.map(({ key }) => key));
    this.#keys.update((keys) => new Set([...keys].filter((key) => !done.has(key))));
  }

  clear(): void {
    this.#keys.set(new Set());
    this.#anchor = null;
  }

  #setOne({ key, cause, problem }: ProblemRow, isOn: boolean): void {
    const keys = new Set(this.#keys());
    const siblings = this.rows().filter((other) => other.problem && other.cause.cause === cause.cause);
    if (problem && keys.has(cause.cause)) {
      if (isOn) return;
      // All but this one.
      keys.delete(cause.cause);
      for (const sibling of siblings) keys.add(sibling.key);
    }
    if (!problem) for (const sibling of siblings) keys.delete(sibling.key);
    if (isOn) keys.add(key);
    else keys.delete(key);
    this.#keys.set(keys);
  }
}

export function targetOf(rows: readonly ProblemRow[]): ProblemTarget {
  return {
    causes: rows.filter(({ problem }) => !problem).map(({ cause }) => cause.cause),
    ids: rows.flatMap(({ problem }) => problem?.id ?? []),
  };
}
