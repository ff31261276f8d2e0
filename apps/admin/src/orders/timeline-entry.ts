import { Component, computed, inject, input, output } from '@angular/core';
import { EntryResolver } from '../activity/entry-resolver';
import { Icon } from '../ui/icon';
import { Timestamp } from '../ui/timestamp';
import { OrderCommands } from './order-commands';
import { OrderDialogs } from './order-dialogs';
import { OrderNote } from './order-note';
import { mailNames, type TimelineRow } from './timeline';

/** What happened, when, and beside a problem what mends it. */
@Component({
  selector: 'app-timeline-entry',
  imports: [Icon, Timestamp, OrderNote],
  templateUrl: './timeline-entry.html',
  styleUrl: './timeline-entry.css',
  host: { '[attr.data-level]': 'row().entry.level' },
})
export class TimelineEntry {
  readonly #resolver = inject(EntryResolver);
  readonly #retry = inject(OrderCommands).retrying;
  protected readonly dialogs = inject(OrderDialogs);
  protected readonly mailNames = mailNames;

  readonly row = input.required<TimelineRow>();
  readonly canRetry = input(false);
  readonly canResend = input(false);
  readonly noteDeleted = output();
  /** Of the entry that resolved it, by its id. */
  readonly entryRequested = output<string>();

  protected readonly isRetrying = computed(() => this.canRetry() && this.#retry().isBusy());
  protected readonly retryError = computed(() => (this.canRetry() ? this.#retry().error() : null));

  protected retry(): void {
    void this.#retry().run();
  }

  protected resolve(): void {
    void this.#resolver.resolve(this.row().entry);
  }

  protected reopen(): void {
    void this.#resolver.reopen(this.row().entry);
  }
}
