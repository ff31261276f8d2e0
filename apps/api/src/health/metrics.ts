import { LostEntries } from '@daybook/activity-log';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Registry } from 'prom-client';

/** What Prometheus scrapes. */
@Injectable()
export class Metrics {
  readonly #registry = new Registry();

  constructor(lost: LostEntries) {
    collectDefaultMetrics({ register: this.#registry });
    new Counter({
      name: 'daybook_entries_lost_total',
      help: 'Entries of the activity log that could not be written, by any process.',
      registers: [this.#registry],
      async collect() {
        this.reset();
        this.inc(await lost.total());
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async read(): Promise<string> {
    return this.#registry.metrics();
  }
}
