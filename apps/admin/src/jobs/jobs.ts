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
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import type { QueuedJob } from '@daybook/contract';
import { type JobState, jobStates } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { Timestamp } from '../ui/timestamp';
import { LoadState } from '../ui/load-state';
import { LoadMoreButton } from '../ui/load-more-button';
import { Notice } from '../ui/notice';
import { RefreshButton } from '../ui/refresh-button';
import { refreshUnlessBeingRead } from '../ui/being-read';
import { Shop } from '../ui/shop';
import { JobRow } from './job-row';
import { JobStates } from './job-states';
import { JobsStore } from './jobs-store';

const emptyStates: Record<JobState | 'all', { heading: string; text: string }> = {
  all: {
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
  imports: [LoadState, JobRow, JobStates, Timestamp, LoadMoreButton, Notice, RefreshButton],
  providers: [JobsStore],
  templateUrl: './jobs.html',
})
export class Jobs {
  readonly #injector = inject(Injector);
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);
  readonly #queryParams = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  protected readonly store = inject(JobsStore);
  protected readonly list = this.store.list;
  protected readonly resource = this.list.resource;
  protected readonly state = computed(
    () => jobStates.find((state) => state === this.#queryParams().get('state')) ?? null,
  );
  protected readonly emptyState = computed(() => emptyStates[this.state() ?? 'all']);
  protected readonly asOf = computed(() => {
    const at = this.resource.value()?.loadedAt;
    if (at === undefined) return null;
    return { at, text: this.#shop.times().timeWithDate(at, new Date(this.#clock.now()).toISOString()) };
  });

  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly rows = viewChild<ElementRef<HTMLElement>>('rows');

  constructor() {
    effect(() => {
      const state = this.state();
      untracked(() => void this.list.open(state === null ? {} : { state }));
    });
    refreshUnlessBeingRead(this.list, this.rows);
  }

  protected async run(job: QueuedJob): Promise<void> {
    await this.store.run(job);
    // The row, and the button that had the focus, may be gone: go on at the top.
    const goOn = () => {
      if (document.activeElement === document.body) this.heading().nativeElement.focus({ preventScroll: true });
    };
    afterNextRender({ read: goOn }, { injector: this.#injector });
  }
}
