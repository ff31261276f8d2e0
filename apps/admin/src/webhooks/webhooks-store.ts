import { inject, Injectable } from '@angular/core';
import type { WebhookEvent } from '@daybook/contract';
import { webhookSourceNames } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { LiveConnection } from '../api/live-connection';
import { createStaleMarker } from '../api/paged-list';
import { PagedList } from '../api/paged-list';
import { RowActions } from '../ui/row-actions';

/** The inbox, as it was when it was loaded. The effects of webhooks are pushed, not the webhooks themselves. */
@Injectable()
export class WebhooksStore {
  readonly #api = inject(ApiClient);

  readonly list = new PagedList<WebhookEvent>((request) => this.#api.send('GET /api/webhooks', request));
  readonly #replays = new RowActions(() => this.list.reload());
  readonly replaying = this.#replays.running.asReadonly();

  constructor() {
    const live = inject(LiveConnection);
    const notice = createStaleMarker(this.list.isStale);
    live.on('order:changed', notice);
    live.on('activity:recorded', notice);
  }

  async replay({ id, source, type }: WebhookEvent): Promise<void> {
    const words = `Processed once more: ${webhookSourceNames[source]}, ${type}.`;
    await this.#replays.run(id, () => this.#api.send('POST /api/webhooks/:id/replay', { id }), words);
  }
}
