import { computed, inject, Injectable } from '@angular/core';
import type { JobCounts, QueuedJob } from '@daybook/contract';
import { jobLabels } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { LiveConnection } from '../api/live-connection';
import { createStaleMarker } from '../api/paged-list';
import { PagedList } from '../api/paged-list';
import { RowActions } from '../ui/row-actions';

/** The jobs, as they were when they were loaded. Their effects are pushed, not the jobs themselves. */
@Injectable()
export class JobsStore {
  readonly #api = inject(ApiClient);

  readonly list = new PagedList<QueuedJob, JobCounts>(
    (request) => this.#api.send('GET /api/jobs', request),
    (signal) => this.#api.send('GET /api/jobs/counts', { signal }),
  );
  readonly counts = computed(() => this.list.resource.value()?.extra ?? null);
  readonly #runs = new RowActions(() => this.list.reload());
  readonly starting = this.#runs.running.asReadonly();

  constructor() {
    const live = inject(LiveConnection);
    const notice = createStaleMarker(this.list.isStale);
    live.on('order:changed', notice);
    live.on('activity:recorded', notice);
  }

  async run({ id, name }: QueuedJob): Promise<void> {
    await this.#runs.run(
      id,
      () => this.#api.send('POST /api/jobs/:id/run', { id }),
      `Tried now: “${jobLabels[name]}”.`,
    );
  }
}
