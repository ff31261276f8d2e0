import { inject, Injectable } from '@angular/core';
import type { WebhookEvent } from '@daybook/contract';
import { webhookSourceNames } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { Live } from '../api/live';
import { noticing } from '../api/noticing';
import { Paged } from '../api/paged';
import { RowDeeds } from '../ui/row-deeds';

/** The inbox on screen, as it was when it was asked for. Nothing is told of webhooks themselves, only of what they do. */
@Injectable()
export class WebhooksStore {
  readonly #api = inject(ApiClient);

  readonly list = new Paged<WebhookEvent>((asking) => this.#api.send('GET /api/webhooks', asking));
  readonly #replays = new RowDeeds(() => this.list.refresh());
  readonly beingReplayed = this.#replays.underWay.asReadonly();

  constructor() {
    const live = inject(Live);
    const notice = noticing(this.list.mayDiffer);
    live.on('order:changed', notice);
    live.on('activity:recorded', notice);
  }

  async replay({ id, source, type }: WebhookEvent): Promise<void> {
    const words = `Processed once more: ${webhookSourceNames[source]}, ${type}.`;
    await this.#replays.now(id, () => this.#api.send('POST /api/webhooks/:id/replay', { id }), words);
  }
}
