import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { WebhookEvent } from '@daybook/contract';
import { webhookSourceNames, webhookStateLabels } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { Icon, type IconName } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { Shop } from '../ui/shop';
import { attemptsText, formatBody } from './webhook-text';

const marks: Record<WebhookEvent['state'], { icon: IconName; tone: string | null }> = {
  pending: { icon: 'clock', tone: 'accent' },
  processed: { icon: 'tick', tone: 'info' },
  ignored: { icon: 'cross', tone: null },
  failed: { icon: 'error', tone: 'error' },
};

@Component({
  selector: 'app-webhook-row',
  imports: [Icon, Timestamp],
  templateUrl: './webhook-row.html',
  styleUrls: ['../ui/marked-row.css', './webhook-row.css'],
})
export class WebhookRow {
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);

  readonly webhook = input.required<WebhookEvent>();
  readonly isReplaying = input(false);
  readonly replay = output();

  protected readonly isOpen = signal(false);
  protected readonly source = computed(() => webhookSourceNames[this.webhook().source]);
  protected readonly state = computed(() => webhookStateLabels[this.webhook().state]);
  protected readonly mark = computed(() => marks[this.webhook().state]);
  protected readonly attempts = computed(() => attemptsText(this.webhook()));
  protected readonly received = computed(() => this.#shop.times().ago(this.webhook().receivedAt, this.#clock.now()));
  protected readonly body = computed(() => (this.isOpen() ? formatBody(this.webhook().body) : ''));
  protected readonly panelId = computed(() => `webhook-${this.webhook().id}`);
}
