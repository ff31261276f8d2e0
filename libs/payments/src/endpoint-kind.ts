import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { jsonText, type StoredWebhook } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

/** It names an object without saying anything of it. */
const thinEvent = z.object({ object: z.literal('v2.core.event') });

/** Stripe's endpoints send "snapshot" events, which Daybook reads, or "thin" ones. */
@Injectable()
export class EndpointKind {
  constructor(private readonly events: DomainEvents) {}

  /**
   * Returns whether it is a thin event, and tells once that they come, until one comes that can be used: once a day where
   * another endpoint sends those.
   */
  async recordThin(tx: Transaction, { body, occurredAt }: StoredWebhook): Promise<boolean> {
    if (!jsonText.pipe(thinEvent).safeParse(body).success) return false;
    const dedupeKey = `webhook.unusable:stripe:${occurredAt.toISOString().slice(0, 10)}`;
    await this.events.publish(tx, 'webhook.unusable', thinEvents, { occurredAt, actor: 'Stripe', dedupeKey });
    return true;
  }

  /** Comes last: every webhook locks the same entry. */
  recordUsable(tx: Transaction): Promise<void> {
    return this.events.resolveProblems(tx, { type: 'webhook.unusable', where: thinEvents }, 'Stripe');
  }
}

const thinEvents = { source: 'stripe', kind: 'thin events' } as const;
