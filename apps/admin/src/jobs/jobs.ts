import {
  afterNextRender,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  Injector,
  untracked,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import type { JobCounts, QueuedJob } from '@daybook/contract';
import { jobLabels, type JobState, jobStateLabels, jobStates } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { PagedList } from '../api/paged-list';
import { badgeText } from '../ui/badge';
import { reloadOnPush } from '../ui/being-read';
import { Clock } from '../ui/clock';
import { recoverLostFocus } from '../ui/heading-focus';
import { ListBody } from '../ui/list-body';
import { RefreshButton } from '../ui/refresh-button';
import { RowActions } from '../ui/row-actions';
import { Shop } from '../ui/shop';
import { Timestamp } from '../ui/timestamp';
import { UrlFilters } from '../ui/url-filters';
import { JobRow } from './job-row';

const emptyStates: Record<JobState | '', { heading: string; text: string }> = {
  '': {
    heading: 'Nothing waits to be done',
    text: 'What Daybook does by itself, such as fetching an order’s lines from Stripe, stands here until it is done. All of it is.',
  },
  waiting: { heading: 'No job is waiting', text: 'Jobs that are due later, or tried again later, wait here.' },
  running: { heading: 'No job is running', text: 'A job stands here while it is tried, as a rule for a moment.' },
  discarded: {
    heading: 'No job was given up',
    text: 'A job that failed at its last try stays here for a week, with its reason, until somebody runs it again.',
  },
};

/** What Daybook has still to do by itself, and what it could not do. */
@Component({
  selector: 'app-jobs',
  imports: [JobRow, ListBody, RefreshButton, RouterLink, Timestamp],
  templateUrl: './jobs.html',
  styleUrl: '../ui/tabs.css',
})
export class Jobs {
  readonly #api = inject(ApiClient);
  readonly #injector = inject(Injector);
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);

  protected readonly list = new PagedList<QueuedJob, JobCounts>(
    (request) => this.#api.send('GET /api/jobs', request),
    (signal) => this.#api.send('GET /api/jobs/counts', { signal }),
  );
  readonly #runs = new RowActions(() => this.list.reload());
  protected readonly starting = this.#runs.running.asReadonly();
  protected readonly filters = new UrlFilters({ state: jobStates });
  protected readonly state = computed(() => this.filters.value().state);
  protected readonly tabs = computed(() => [
    { state: null, name: 'All', count: null },
    ...jobStates.map((state) => ({
      state,
      name: jobStateLabels[state],
      count: badgeText(this.list.resource.value()?.extra?.[state].count ?? 0),
    })),
  ]);
  protected readonly emptyState = computed(() => emptyStates[this.state()]);
  protected readonly asOf = computed(() => {
    const at = this.list.resource.value()?.loadedAt;
    if (at === undefined) return null;
    return { at, text: this.#shop.times().timeWithDate(at, new Date(this.#clock.now()).toISOString()) };
  });

  private readonly rows = viewChild.required<ElementRef<HTMLElement>>('rows');

  constructor() {
    effect(() => {
      const filters = this.filters.value();
      untracked(() => void this.list.open(filters));
    });
    reloadOnPush(this.list, this.rows);
  }

  protected async run({ id, name }: QueuedJob): Promise<void> {
    const text = `Tried now: “${jobLabels[name]}”.`;
    await this.#runs.run(id, () => this.#api.send('POST /api/jobs/:id/run', { id }), text);
    // The row, and the button that had the focus, may be gone.
    afterNextRender({ read: recoverLostFocus }, { injector: this.#injector });
  }
}
