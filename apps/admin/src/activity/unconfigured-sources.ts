import { Component, computed, inject } from '@angular/core';
import type { WebhookSourceState } from '@daybook/contract';
import { webhookSourceLabels } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { Icon } from '../ui/icon';

/** Warns when all webhooks of a service are refused because a setting is missing. */
@Component({
  selector: 'app-unconfigured-sources',
  imports: [Icon],
  template: `
    @for (text of sentences(); track text) {
      <p role="status">
        <app-icon name="warning" /><span>{{ text }}</span>
      </p>
    }
  `,
  styles: `
    p {
      display: flex;
      gap: 10px;
      margin: 0 0 12px;
      padding: 10px 14px;
      border: 1px solid color-mix(in srgb, var(--warning) 35%, transparent);
      border-radius: var(--radius);
      background: var(--warning-soft);
    }
    app-icon {
      color: var(--warning);
    }
  `,
})
export class UnconfiguredSources {
  readonly #api = inject(ApiClient);
  readonly #sources = new Resource((signal) => this.#api.send('GET /api/webhooks/sources', { signal }));

  protected readonly sentences = computed(() =>
    (this.#sources.value()?.items ?? []).filter(({ isConfigured }) => !isConfigured).map(sentence),
  );

  constructor() {
    void this.#sources.reload();
  }
}

function sentence({ source, secretSetting }: WebhookSourceState): string {
  const name = webhookSourceLabels[source];
  return `Webhooks from ${name} are refused because ${secretSetting} is not set. Set it and restart Daybook: ${name} will send them again.`;
}
