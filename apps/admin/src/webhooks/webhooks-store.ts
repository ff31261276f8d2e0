import { inject, Injectable } from '@angular/core';
import type { WebhookEvent } from '@daybook/contract';
import { webhookSourceNames } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { LiveConnection } from '../api/live-connection';
import { createStaleMarker } from '../api/paged-list';
import { PagedList } from '../api/paged-list';
import { RowActions } from '../ui/row-actions';

/** The inbox on screen, as it was when it was asked for. Nothing is told of webhooks themselves, only of what they do. */
@Injectable()
export class WebhooksStore {
  readonly #api = inject(ApiClient);

  readonly list = new PagedList<WebhookEvent>((asking) => this.#api.send('GET /api/webhooks', asking));
  readonly #replays = new RowActions(() => this.list.refresh());
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
