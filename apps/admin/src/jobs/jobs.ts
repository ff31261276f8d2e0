import { afterNextRender, Component, computed, type ElementRef, inject, Injector, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { JobCounts, QueuedJob } from '@daybook/contract';
import { type JobState, jobStateLabels, jobStates } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { PagedList } from '../api/paged-list';
import { badgeText } from '../ui/badge';
import { reloadOnPush } from '../ui/reload-on-push';
import { Clock } from '../ui/clock';
import { recoverLostFocus } from '../ui/heading-focus';
import { ListBody } from '../ui/list-body';
import { RefreshButton } from '../ui/refresh-button';
import { RowActions } from '../ui/row-actions';
import { ShopFormatter } from '../ui/shop-formatter';
import { Timestamp } from '../ui/timestamp';
import { UrlFilters } from '../ui/url-filters';
import { JobRow } from './job-row';

const emptyStates: Record<JobState | '', { heading: string; text: string }> = {
  '': {
    heading: 'The queue is empty',
    text: 'Background work, such as fetching an order’s lines from Stripe, is listed here until it is done.',
  },
  waiting: {
    heading: 'No job is waiting',
    text: 'Jobs that are due later, or that will be attempted again, are listed here.',
  },
  running: { heading: 'No job is running', text: 'A job is listed here while it runs, usually for a moment.' },
  discarded: {
    heading: 'No job has been given up on',
    text: 'A job whose last attempt failed stays here for a week, with the reason, unless somebody runs it again.',
  },
};

@Component({
  selector: 'app-jobs',
  imports: [JobRow, ListBody, RefreshButton, RouterLink, Timestamp],
  templateUrl: './jobs.html',
  styleUrl: '../ui/tabs.css',
})
export class Jobs {
  readonly #api = inject(ApiClient);
  readonly #injector = inject(Injector);
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  protected readonly list = new PagedList<QueuedJob, JobCounts>(
    (request) => this.#api.send('GET /api/jobs', request),
    (signal) => this.#api.send('GET /api/jobs/counts', { signal }),
  );
  readonly #runs = new RowActions(() => this.list.reload());
  protected readonly startingIds = this.#runs.runningIds.asReadonly();
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
    return {
      at,
      text: this.#shop.timeFormatter().timeAndDateUnlessSameDay(at, new Date(this.#clock.now()).toISOString()),
    };
  });

  private readonly rows = viewChild.required<ElementRef<HTMLElement>>('rows');

  constructor() {
    this.filters.onChange((filters) => this.list.load(filters));
    reloadOnPush(this.list, this.rows);
  }

  protected async runNow({ id, label }: QueuedJob): Promise<void> {
    const text = `Started: “${label}”.`;
    await this.#runs.run(id, () => this.#api.send('POST /api/jobs/:id/run', { id }), text);
    // The row and its focused button may be gone.
    afterNextRender({ read: recoverLostFocus }, { injector: this.#injector });
  }
}
