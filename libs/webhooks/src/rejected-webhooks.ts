import { webhookSourceLabels, type RejectionReason, type WebhookSourceName } from '@daybook/contract';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

interface RejectionTally {
  count: number;
  reasons: Set<RejectionReason>;
}

/** Counts rejected webhooks in memory and records them once a minute, so that a flood of forgeries stays cheap. */
@Injectable()
export class RejectedWebhooks implements BeforeApplicationShutdown {
  readonly #log = new Logger(RejectedWebhooks.name);
  #tallies = new Map<WebhookSourceName, RejectionTally>();

  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  add(source: WebhookSourceName, reason: RejectionReason): void {
    this.merge(source, { count: 1, reasons: new Set([reason]) });
  }

  @Interval(60_000)
  async flush(): Promise<void> {
    const tallies = this.#tallies;
    this.#tallies = new Map();
    for (const [source, tally] of tallies) {
      const data = { source, count: tally.count, reasons: [...tally.reasons] };
      const context = { actor: webhookSourceLabels[source] };
      try {
        await this.database.transaction((tx) => this.events.publish(tx, 'webhook.rejected', data, context));
      } catch (error) {
        this.#log.warn(`${tally.count} rejected webhooks from ${source} will be recorded later: ${String(error)}`);
        this.merge(source, tally);
      }
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private merge(source: WebhookSourceName, { count, reasons }: RejectionTally): void {
    const tally = this.#tallies.get(source) ?? { count: 0, reasons: new Set() };
    this.#tallies.set(source, { count: tally.count + count, reasons: tally.reasons.union(reasons) });
  }
}
