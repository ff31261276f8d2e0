import { Component, computed, inject, input, output } from '@angular/core';
import type { ProviderSyncSummary } from '@daybook/contract';
import { providerNames } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { Shop } from '../ui/shop';
import { runText } from './sync-run-text';

/** One provider: its products, its last sync, and how far the running one is. */
@Component({
  selector: 'app-sync-card',
  imports: [Icon, Timestamp],
  templateUrl: './sync-card.html',
  styleUrl: './sync-card.css',
  host: { class: 'card' },
})
export class SyncCard {
  readonly #shop = inject(Shop);
  readonly #clock = inject(Clock);

  readonly state = input.required<ProviderSyncSummary>();
  readonly isStarting = input(false);
  readonly sync = output();

  protected readonly name = computed(() => providerNames[this.state().provider]);
  protected readonly run = computed(() => this.state().lastRun);
  protected readonly isRunning = computed(() => this.run()?.outcome === 'running');
  protected readonly isBusy = computed(() => this.isRunning() || this.isStarting());
  protected readonly runText = computed(() => {
    const run = this.run();
    return run === null ? null : runText(run);
  });
  protected readonly at = computed(() => this.run()?.finishedAt ?? this.run()?.startedAt ?? '');
  protected readonly ago = computed(() => this.#shop.times().ago(this.at(), this.#clock.now()));
  protected readonly settings = computed(() =>
    new Intl.ListFormat('en-GB').format(this.state().settings.map((name) => name)),
  );
}
