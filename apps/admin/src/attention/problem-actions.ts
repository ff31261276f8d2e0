import { inject, Injectable, signal } from '@angular/core';
import type { RequestedRetry, SnoozedUntil } from '@daybook/contract';
import { ApiClient, type Query } from '../api/api-client';
import { type ApiError, toApiError } from '../api/api-error';
import { Snackbar } from '../ui/snackbar';
import type { ProblemRow, ProblemTarget } from './row-selection';

const chunkSize = 1_000;
/** The api starts a retry so long after it was asked. */
const retryUndoMs = 6_000;
/** A retry that leaves no trace, because nothing was left to do, is over by then. */
const retryingMs = 60_000;

/** Causes and ids. */
type Done = ReadonlySet<string>;

/** What is asked of the api: about all problems of a cause, or about some by their ids. */
interface Requests<Answer> {
  ofCause: (cause: string, query: Query) => Promise<Answer>;
  ofIds: (ids: string[]) => Promise<Answer>;
}

/**
 * Changes many problems; says what the api has confirmed, and offers one undo for all of it. Each action returns the causes and
 * ids that it was done to.
 */
@Injectable({ providedIn: 'root' })
export class ProblemActions {
  readonly #api = inject(ApiClient);
  readonly #snackbar = inject(Snackbar);
  readonly #busy = signal<ReadonlySet<string>>(new Set());
  readonly #retrying = signal<ReadonlyMap<string, string>>(new Map());
  readonly #undone = signal(0);

  /** The causes and ids that the api has not answered about yet. */
  readonly busy = this.#busy.asReadonly();
  /** How many actions were undone. */
  readonly undone = this.#undone.asReadonly();

  async resolve(target: ProblemTarget, query: Query = {}): Promise<Done> {
    const { answers, done, failure } = await this.#sendAll(target, query, {
      ofCause: (cause, query) => this.#api.send('POST /api/activity/causes/:cause/resolve', { cause, query }),
      ofIds: (ids) => this.#api.send('POST /api/activity/resolve', { body: { ids } }),
    });
    const ids = answers.flatMap((answer) => answer.ids);
    this.#announce(`Resolved ${problems(ids)}`, ids, () =>
      inChunks(ids, (ids) => this.#api.send('POST /api/activity/reopen', { body: { ids } })),
    );
    this.#showFailure('Not everything could be resolved.', failure);
    return done;
  }

  async retry(target: ProblemTarget, query: Query = {}): Promise<Done> {
    const { answers, done, failure } = await this.#sendAll<RequestedRetry>(target, query, {
      ofCause: (cause, query) => this.#api.send('POST /api/activity/causes/:cause/retry', { cause, query }),
      ofIds: (ids) => this.#api.send('POST /api/activity/retry', { body: { ids } }),
    });
    const ids = answers.flatMap((answer) => answer.ids);
    const startsAt = answers.find(({ retry }) => retry)?.retry?.startsAt;
    const keys = [...target.causes, ...target.ids];
    const isOver = () => {
      this.#retrying.update((all) => new Map([...all].filter(([key, at]) => !keys.includes(key) || at !== startsAt)));
    };
    if (startsAt !== undefined) {
      this.#retrying.update((retrying) => new Map([...retrying, ...keys.map((key) => [key, startsAt] as const)]));
      setTimeout(isOver, retryingMs);
    }
    const callOff = async () => {
      const calls = await Promise.all(
        answers
          .flatMap(({ retry }) => retry?.id ?? [])
          .map((id) => this.#api.send('DELETE /api/activity/retries/:id', { id })),
      );
      const calledOff = calls.reduce((sum, { problems }) => sum + problems, 0);
      if (calledOff === ids.length) isOver();
      else this.#snackbar.show(`Called off for ${calledOff} of ${problems(ids)}: the retry has started.`);
    };
    this.#announce(`Retrying ${problems(ids)}`, ids, callOff, retryUndoMs);
    if (ids.length === 0 && !failure) this.#snackbar.show('None of these can be retried.');
    this.#showFailure('Not everything could be retried.', failure);
    return done;
  }

  /** `until`: null ends the snooze. `untilText` continues the sentence: `until tomorrow, 09:00`. */
  async snooze(target: ProblemTarget, until: SnoozedUntil | null, untilText: string, query: Query = {}): Promise<Done> {
    const { answers, done, failure } = await this.#sendAll(target, query, {
      ofCause: (cause, query) =>
        this.#api.send('POST /api/activity/causes/:cause/snooze', { cause, query, body: { until } }),
      ofIds: (ids) => this.#api.send('POST /api/activity/snooze', { body: { ids, until } }),
    });
    const before = answers.flatMap((answer) => answer.before);
    const ids = before.flatMap((group) => group.ids);
    const giveBack = async () => {
      for (const { until, ids } of before)
        await inChunks(ids, (ids) => this.#api.send('POST /api/activity/snooze', { body: { ids, until } }));
    };
    const isEnded = `${problems(ids)} ${ids.length === 1 ? 'is' : 'are'} no longer snoozed`;
    this.#announce(until === null ? isEnded : `Snoozed ${problems(ids)} ${untilText}`, ids, giveBack);
    this.#showFailure(
      until === null ? 'Some problems are still snoozed.' : 'Not everything could be snoozed.',
      failure,
    );
    return done;
  }

  /** `to`: null for nobody. */
  async assign(target: ProblemTarget, to: string | null, query: Query = {}): Promise<Done> {
    const { answers, done, failure } = await this.#sendAll(target, query, {
      ofCause: (cause, query) =>
        this.#api.send('POST /api/activity/causes/:cause/assign', { cause, query, body: { to } }),
      ofIds: (ids) => this.#api.send('POST /api/activity/assign', { body: { ids, to } }),
    });
    const before = answers.flatMap((answer) => answer.before);
    const ids = before.flatMap((group) => group.ids);
    const giveBack = async () => {
      for (const { to, ids } of before)
        await inChunks(ids, (ids) => this.#api.send('POST /api/activity/assign', { body: { ids, to } }));
    };
    this.#announce(to === null ? `Unassigned ${problems(ids)}` : `Assigned ${problems(ids)} to ${to}`, ids, giveBack);
    this.#showFailure('Not everything could be assigned.', failure);
    return done;
  }

  /** Whether its retry goes on: it has not failed since. */
  isRetrying({ cause, problem }: ProblemRow): boolean {
    const startsAt = this.#retrying().get(problem?.id ?? cause.cause) ?? this.#retrying().get(cause.cause);
    return startsAt !== undefined && (problem?.occurredAt ?? cause.lastAt) < startsAt;
  }

  /** One after another, until one fails: what was answered before stands. */
  async #sendAll<Answer>(
    { causes, ids }: ProblemTarget,
    query: Query,
    { ofCause, ofIds }: Requests<Answer>,
  ): Promise<{ answers: Answer[]; done: Done; failure: ApiError | null }> {
    const keys = new Set([...causes, ...ids]);
    this.#busy.update((busy) => new Set([...busy, ...keys]));
    const answers: Answer[] = [];
    const done = new Set<string>();
    try {
      for (const cause of causes) {
        answers.push(await ofCause(cause, query));
        done.add(cause);
      }
      await inChunks(ids, async (ids) => {
        answers.push(await ofIds(ids));
        for (const id of ids) done.add(id);
      });
      return { answers, done, failure: null };
    } catch (failure) {
      return { answers, done, failure: toApiError(failure) };
    } finally {
      this.#busy.update((busy) => new Set([...busy].filter((id) => !keys.has(id))));
    }
  }

  #announce(text: string, ids: readonly string[], undo: () => Promise<unknown>, undoMs?: number): void {
    if (ids.length === 0) return;
    const onUndo = async () => {
      try {
        await undo();
        this.#undone.update((count) => count + 1);
      } catch (failure) {
        this.#showFailure('It could not be undone.', toApiError(failure));
      }
    };
    this.#snackbar.showWithAction(text, 'Undo', () => void onUndo(), undoMs);
  }

  #showFailure(text: string, failure: ApiError | null): void {
    if (failure) this.#snackbar.show(`${text} ${failure.detail}`);
  }
}

const problems = (ids: readonly string[]) => `${ids.length} ${ids.length === 1 ? 'problem' : 'problems'}`;

async function inChunks(ids: readonly string[], send: (ids: string[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < ids.length; start += chunkSize) await send(ids.slice(start, start + chunkSize));
}
