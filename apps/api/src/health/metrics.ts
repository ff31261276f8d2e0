import { LostEntries } from '@daybook/activity-log';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { BodyBudget } from '../bodies/body-budget.js';

@Injectable()
export class Metrics {
  readonly #registry = new Registry();

  constructor(lostEntries: LostEntries, bodies: BodyBudget) {
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
    new Gauge({
      name: 'daybook_request_body_bytes',
      help: 'Memory held for the bodies of requests that are arriving or being answered.',
      registers: [this.#registry],
      collect() {
        this.set(bodies.heldBytes);
      },
    });
    new Counter({
      name: 'daybook_request_bodies_dropped_total',
      help: 'Unfinished bodies dropped to make room for others.',
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(bodies.droppedCount);
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
