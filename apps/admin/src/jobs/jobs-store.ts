import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { JobCounts, QueuedJob } from '@daybook/contract';
import { type JobState, jobWords } from '@daybook/contract/vocabulary';
import { auditTime, Subject } from 'rxjs';
import { ApiClient } from '../api/api-client';
import { type ApiError, toApiError } from '../api/api-error';
import { Asked } from '../api/asked';
import { Live } from '../api/live';
import { Snacks } from '../ui/snacks';

const pageSize = 50;
const mostAtOnce = 200;
/** Pushes come in bursts, which are asked about once. */
const restMs = 1_000;

interface Shown {
  readonly jobs: readonly QueuedJob[];
  readonly next: string | null;
  readonly counts: JobCounts;
  /** When it was so, as ISO 8601 UTC. */
  readonly at: string;
}

/** The jobs on screen, as they were when they were asked for. Nothing is told of jobs themselves, only of what they do. */
@Injectable()
export class JobsStore {
  readonly #api = inject(ApiClient);
  readonly #snacks = inject(Snacks);
  readonly #somethingHappened = new Subject<void>();
  #state: JobState | null = null;

  readonly asked = new Asked<Shown>((turn) => this.#ask(turn));
  readonly jobs = computed(() => this.asked.value()?.jobs ?? []);
  readonly counts = computed(() => this.asked.value()?.counts ?? null);
  readonly hasMore = computed(() => (this.asked.value()?.next ?? null) !== null);
  /** Something happened since, so the jobs may stand otherwise by now. */
  readonly mayDiffer = signal(false);
  readonly isLoadingMore = signal(false);
  readonly moreFailure = signal<ApiError | null>(null);
  /** The jobs that somebody here has just asked to be run, by id. */
  readonly beingRun = signal<ReadonlySet<string>>(new Set());

  constructor() {
    const live = inject(Live);
    live.on('order:changed', () => {
      this.#somethingHappened.next();
    });
    live.on('activity:recorded', () => {
      this.#somethingHappened.next();
    });
    live.whenToAskAgain(() => {
      this.#somethingHappened.next();
    });
    this.#somethingHappened.pipe(auditTime(restMs), takeUntilDestroyed()).subscribe(() => {
      this.mayDiffer.set(true);
    });
  }

  async open(state: JobState | null): Promise<void> {
    this.#state = state;
    this.asked.forget();
    this.moreFailure.set(null);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    this.mayDiffer.set(false);
    await this.asked.again();
  }

  async loadMore(): Promise<void> {
    const shown = this.asked.value();
    if (!shown?.next || this.isLoadingMore()) return;
    this.isLoadingMore.set(true);
    this.moreFailure.set(null);
    try {
      const page = await this.#api.send('GET /api/jobs', { query: { ...this.#query(), before: shown.next } });
      // Asked for again meanwhile: the page would no longer fit below it.
      if (this.asked.value() === shown)
        this.asked.value.set({ ...shown, jobs: [...shown.jobs, ...page.items], next: page.next });
    } catch (failure) {
      this.moreFailure.set(toApiError(failure));
    }
    this.isLoadingMore.set(false);
  }

  async run({ id, name }: QueuedJob): Promise<void> {
    if (this.beingRun().has(id)) return;
    this.beingRun.update((ids) => new Set([...ids, id]));
    try {
      await this.#api.send('POST /api/jobs/:id/run', { id });
      this.#snacks.say(`Tried now: “${jobWords[name]}”.`);
    } catch (failure) {
      this.#snacks.say(toApiError(failure).detail);
    }
    await this.refresh();
    this.beingRun.update((ids) => new Set([...ids].filter((other) => other !== id)));
  }

  async #ask(signal: AbortSignal): Promise<Shown> {
    const limit = Math.min(mostAtOnce, Math.max(pageSize, this.jobs().length));
    const [page, counts] = await Promise.all([
      this.#api.send('GET /api/jobs', { query: { ...this.#query(), limit }, signal }),
      this.#api.send('GET /api/jobs/counts', { signal }),
    ]);
    return { jobs: page.items, next: page.next, counts, at: new Date().toISOString() };
  }

  #query(): { state?: JobState } {
    return this.#state === null ? {} : { state: this.#state };
  }
}
