import { webhookSourceNames, type RejectionReason, type WebhookSourceName } from '@daybook/contract';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

interface Tally {
  count: number;
  reasons: Set<RejectionReason>;
}

/** A flood of forgeries costs memory for one number a source, and one entry a minute at most. */
@Injectable()
export class RejectedWebhooks implements BeforeApplicationShutdown {
  readonly #log = new Logger(RejectedWebhooks.name);
  #tallies = new Map<WebhookSourceName, Tally>();

  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  count(source: WebhookSourceName, reason: RejectionReason): void {
    this.add(source, { count: 1, reasons: new Set([reason]) });
  }

  @Interval(60_000)
  async record(): Promise<void> {
    const tallies = this.#tallies;
    this.#tallies = new Map();
    for (const [source, tally] of tallies) {
      const { count, reasons } = tally;
      try {
        await this.database.transaction((tx) =>
          this.events.publish(
            tx,
            'webhook.rejected',
            { source, count, reasons: [...reasons] },
            { actor: webhookSourceNames[source] },
          ),
        );
      } catch (error) {
        this.#log.warn(`${count} rejected webhooks of ${source} are recorded later: ${String(error)}`);
        this.add(source, tally);
      }
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.record();
  }

  private add(source: WebhookSourceName, { count, reasons }: Tally): void {
    const tally = this.#tallies.get(source) ?? { count: 0, reasons: new Set() };
    this.#tallies.set(source, { count: tally.count + count, reasons: tally.reasons.union(reasons) });
  }
}
