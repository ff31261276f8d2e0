import type { Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import type { ProcessOutcome, StoredWebhook } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { parseSessionEvent } from './checkout-session.js';
import { FetchOrderLines } from './fetch-order-lines.job.js';
import { sessionEventTypes, SessionRecorder } from './session-recorder.js';

/** Stripe's events about checkout sessions. Whether a session made elsewhere is ours, only its lines say. */
@Injectable()
export class SessionEvents {
  constructor(
    private readonly recorder: SessionRecorder,
    private readonly jobs: JobQueue,
  ) {}

  async process(tx: Transaction, webhook: StoredWebhook): Promise<ProcessOutcome> {
    const event = sessionEventTypes.includes(webhook.type) ? parseSessionEvent(webhook) : null;
    if (!event) return 'ignored';
    const isOurs = await this.recorder.isOurs(tx, event);
    const { id: webhookId } = webhook;
    if (!isOurs) {
      await this.jobs.enqueue(tx, FetchOrderLines, { webhookId });
      return { continuedBy: 'job' };
    }
    const missing = await this.recorder.record(tx, event);
    if (!missing) return 'processed';
    const key = missing.orderId ?? event.session.id;
    await this.jobs.enqueue(tx, FetchOrderLines, { webhookId, ...missing }, { key });
    return { continuedBy: 'job' };
  }
}
