import { Component, computed, inject } from '@angular/core';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { LiveConnection } from '../api/live-connection';
import { SessionStore } from '../api/session-store';
import { LoadState } from '../ui/load-state';
import { ConnectionRow } from './connection-row';

const queues = {
  'pg-boss': 'Jobs are kept in PostgreSQL (pg-boss).',
  bull: 'Jobs go through Redis (Bull).',
} as const;

/** The connected services, and who may sign in. Settings are changed where Daybook is started. */
@Component({
  selector: 'app-settings',
  imports: [LoadState, ConnectionRow],
  templateUrl: './settings.html',
  styleUrl: './settings.css',
})
export class Settings {
  readonly #api = inject(ApiClient);
  readonly #session = inject(SessionStore).session;

  protected readonly resource = new Resource(async (signal) => {
    const [connections, accounts] = await Promise.all([
      this.#api.send('GET /api/connections', { signal }),
      this.#api.send('GET /api/accounts', { signal }),
    ]);
    return { connections, accounts: accounts.items };
  });
  protected readonly ownId = computed(() => this.#session()?.user.id);
  protected readonly queue = computed(() => queues[this.resource.value()?.connections.queue ?? 'pg-boss']);

  constructor() {
    inject(LiveConnection).onRefresh(() => void this.resource.reload());
    void this.resource.reload();
  }
}
