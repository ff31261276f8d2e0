import { Component, type ElementRef, inject, viewChild } from '@angular/core';
import type { WebhookEvent } from '@daybook/contract';
import { webhookSourceLabels, webhookSources, webhookStateLabels, webhookStates } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { PagedList } from '../api/paged-list';
import { reloadOnPush } from '../ui/reload-on-push';
import { ChoiceMenu } from '../ui/choice-menu';
import { ListBody } from '../ui/list-body';
import { RefreshButton } from '../ui/refresh-button';
import { RowActions } from '../ui/row-actions';
import { UrlFilters } from '../ui/url-filters';
import { WebhookRow } from './webhook-row';

@Component({
  selector: 'app-webhooks',
  imports: [ChoiceMenu, ListBody, RefreshButton, WebhookRow],
  templateUrl: './webhooks.html',
})
export class Webhooks {
  readonly #api = inject(ApiClient);

  protected readonly list = new PagedList<WebhookEvent>((request) => this.#api.send('GET /api/webhooks', request));
  readonly #replays = new RowActions(() => this.list.reload());
  protected readonly replayingIds = this.#replays.runningIds.asReadonly();
  protected readonly filters = new UrlFilters({ source: webhookSources, state: webhookStates });
  protected readonly sources = webhookSources.map((value) => ({ value, name: webhookSourceLabels[value] }));
  protected readonly states = webhookStates.map((value) => ({ value, name: webhookStateLabels[value] }));

  private readonly rows = viewChild.required<ElementRef<HTMLElement>>('rows');

  constructor() {
    this.filters.onChange((filters) => this.list.load(filters));
    reloadOnPush(this.list, this.rows);
  }

  protected async replay({ id, source, type }: WebhookEvent): Promise<void> {
    const text = `Processed again: ${webhookSourceLabels[source]}, ${type}.`;
    await this.#replays.run(id, () => this.#api.send('POST /api/webhooks/:id/replay', { id }), text);
  }
}
