import { LostEntries } from '@daybook/activity-log';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Registry } from 'prom-client';

@Injectable()
export class Metrics {
  readonly #registry = new Registry();

  constructor(lostEntries: LostEntries) {
    collectDefaultMetrics({ register: this.#registry });
    new Counter({
      name: 'daybook_entries_lost_total',
      help: 'Activity log entries that could not be written, by any process.',
      registers: [this.#registry],
      async collect() {
        this.reset();
        this.inc(await lostEntries.total());
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
