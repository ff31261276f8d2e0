import { computed, inject, Injectable } from '@angular/core';
import type { JobCounts, QueuedJob } from '@daybook/contract';
import { jobLabels } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { Live } from '../api/live';
import { noticing } from '../api/noticing';
import { Paged } from '../api/paged';
import { RowDeeds } from '../ui/row-deeds';

/** The jobs on screen, as they were when they were asked for. Nothing is told of jobs themselves, only of what they do. */
@Injectable()
export class JobsStore {
  readonly #api = inject(ApiClient);

  readonly list = new Paged<QueuedJob, JobCounts>(
    (asking) => this.#api.send('GET /api/jobs', asking),
    (signal) => this.#api.send('GET /api/jobs/counts', { signal }),
  );
  readonly counts = computed(() => this.list.asked.value()?.beside ?? null);
  readonly #runs = new RowDeeds(() => this.list.refresh());
  readonly beingRun = this.#runs.underWay.asReadonly();

  constructor() {
    const live = inject(Live);
    const notice = noticing(this.list.mayDiffer);
    live.on('order:changed', notice);
    live.on('activity:recorded', notice);
  }

  async run({ id, name }: QueuedJob): Promise<void> {
    await this.#runs.now(
      id,
      () => this.#api.send('POST /api/jobs/:id/run', { id }),
      `Tried now: “${jobLabels[name]}”.`,
    );
  }
}
