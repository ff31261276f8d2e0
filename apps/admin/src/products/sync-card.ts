import { Component, computed, inject, input, output } from '@angular/core';
import type { ProviderSyncSummary } from '@daybook/contract';
import { providerLabels } from '@daybook/contract/vocabulary';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { ShopFormatter } from '../ui/shop-formatter';
import { runText } from './sync-run-text';

@Component({
  selector: 'app-sync-card',
  imports: [Icon, Timestamp],
  templateUrl: './sync-card.html',
  styleUrl: './sync-card.css',
  host: { class: 'card' },
})
export class SyncCard {
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);

  readonly summary = input.required<ProviderSyncSummary>();
  readonly isStarting = input(false);
  readonly syncRequested = output();

  protected readonly name = computed(() => providerLabels[this.summary().provider]);
  protected readonly lastRun = computed(() => this.summary().lastRun);
  protected readonly isRunning = computed(() => this.lastRun()?.outcome === 'running');
  protected readonly isBusy = computed(() => this.isRunning() || this.isStarting());
  protected readonly runText = computed(() => {
    const run = this.lastRun();
    return run === null ? null : runText(run);
  });
  protected readonly at = computed(() => this.lastRun()?.finishedAt ?? this.lastRun()?.startedAt ?? '');
  protected readonly ago = computed(() => this.#shop.timeFormatter().ago(this.at(), this.#clock.now()));
  protected readonly requiredSettings = computed(() =>
    new Intl.ListFormat('en-GB').format(this.summary().requiredSettings),
  );
}
