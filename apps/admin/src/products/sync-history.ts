import { Component, computed, effect, inject, untracked } from '@angular/core';
import type { SyncRun } from '@daybook/contract';
import { providerLabels } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { PagedList } from '../api/paged-list';
import { Clock } from '../ui/clock';
import { Icon, type IconName } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { ListBody } from '../ui/list-body';
import { ShopFormatter } from '../ui/shop-formatter';
import { triggerText, runText } from './sync-run-text';
import { SyncStore } from './sync-store';

const icons = { completed: 'tick', failed: 'warning', running: 'refresh' } as const satisfies Record<string, IconName>;

@Component({
  selector: 'app-sync-history',
  imports: [Icon, ListBody, Timestamp],
  template: `
    <app-list-body
      [list]="runs"
      itemName="syncs"
      [skeletonRows]="5"
      emptyIcon="refresh"
      emptyHeading="No sync yet"
      emptyText="Every product sync is listed here with its result. Press Sync above to start the first one."
    >
      <ol class="card rows" aria-label="Syncs, newest first">
        @for (row of rows(); track row.run.id) {
          <li>
            <app-icon [name]="row.icon" [attr.data-outcome]="row.run.outcome" />
            <span class="words"
              ><b>{{ row.name }}</b> {{ row.result }} <span class="small">{{ row.triggeredBy }}</span></span
            >
            <app-timestamp class="small" [at]="row.run.startedAt" [text]="row.when" />
          </li>
        }
      </ol>
    </app-list-body>
  `,
  styles: `
    li {
      display: grid;
      grid-template-columns: 20px minmax(0, 1fr) auto;
      gap: 10px;
      align-items: start;
      padding: 10px 18px;
    }
    b {
      font-weight: 550;
    }
    .words {
      overflow-wrap: anywhere;
    }
    app-icon {
      margin-top: 2px;
      color: var(--info);
    }
    app-icon[data-outcome='failed'] {
      color: var(--error);
    }
    app-icon[data-outcome='running'] {
      color: var(--accent);
    }
  `,
})
export class SyncHistory {
  readonly #api = inject(ApiClient);
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  protected readonly runs = new PagedList<SyncRun>((request) => this.#api.send('GET /api/sync', request));
  protected readonly rows = computed(() =>
    this.runs.items().map((run) => ({
      run,
      icon: icons[run.outcome],
      name: providerLabels[run.provider],
      result: runText(run),
      triggeredBy: triggerText(run),
      when: this.#shop.timeFormatter().ago(run.startedAt, this.#clock.now()),
    })),
  );

  constructor() {
    const sync = inject(SyncStore);
    effect(() => {
      sync.reloadCount();
      untracked(() => void this.runs.reload());
    });
  }
}
