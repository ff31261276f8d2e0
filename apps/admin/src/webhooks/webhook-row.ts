import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { WebhookEvent } from '@daybook/contract';
import { webhookSourceLabels, webhookStateLabels } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { Clock } from '../ui/clock';
import { Icon, type IconName } from '../ui/icon';
import { LoadState } from '../ui/load-state';
import { Timestamp } from '../ui/timestamp';
import { ShopFormatter } from '../ui/shop-formatter';
import { outcomeText, formatBody } from './webhook-text';

const marks: Record<WebhookEvent['state'], { icon: IconName; tone: string | null }> = {
  pending: { icon: 'clock', tone: 'accent' },
  processed: { icon: 'tick', tone: 'info' },
  ignored: { icon: 'cross', tone: null },
  failed: { icon: 'error', tone: 'error' },
};

@Component({
  selector: 'app-webhook-row',
  imports: [Icon, LoadState, Timestamp],
  templateUrl: './webhook-row.html',
  styleUrls: ['../ui/marked-row.css', './webhook-row.css'],
})
export class WebhookRow {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  readonly webhook = input.required<WebhookEvent>();
  readonly isReplaying = input(false);
  readonly replayRequested = output();

  protected readonly isExpanded = signal(false);
  protected readonly source = computed(() => webhookSourceLabels[this.webhook().source]);
  protected readonly state = computed(() => webhookStateLabels[this.webhook().state]);
  protected readonly mark = computed(() => marks[this.webhook().state]);
  protected readonly outcome = computed(() => outcomeText(this.webhook()));
  protected readonly received = computed(() =>
    this.#shop.timeFormatter().ago(this.webhook().receivedAt, this.#clock.now()),
  );
  protected readonly body = new Resource(async (signal) => {
    const { body } = await this.#api.send('GET /api/webhooks/:id/body', { id: this.webhook().id, signal });
    return formatBody(body);
  });
  protected readonly panelId = computed(() => `webhook-${this.webhook().id}`);

  protected toggle(): void {
    this.isExpanded.update((isExpanded) => !isExpanded);
    if (this.isExpanded() && !this.body.isLoaded()) void this.body.reload();
  }
}
