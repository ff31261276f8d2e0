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

  /** Tells once that the endpoint sends thin events, until one comes that can be used. Returns whether this one can. */
  async check(tx: Transaction, { body, occurredAt }: StoredWebhook): Promise<boolean> {
    const data = { source: 'stripe', kind: 'thin events' } as const;
    const isThin = jsonText.pipe(thinEvent).safeParse(body).success;
    if (isThin) await this.events.publish(tx, 'webhook.unusable', data, { occurredAt, actor: 'Stripe' });
    else await this.events.resolveProblems(tx, { type: 'webhook.unusable', where: data }, 'Stripe');
    return !isThin;
  }
}
