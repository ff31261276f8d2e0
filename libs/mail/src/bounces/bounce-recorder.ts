import { webhookSourceLabels, type MailService } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { ReminderSuppressions } from './reminder-suppressions.js';
import type { MailMessage } from '../mail-message.entity.js';
import { BouncedMessages } from './bounced-messages.js';
import type { Bounce } from './mail-service.js';

export interface BounceOrigin {
  service: MailService;
  /** By the service's clock. */
  at: Date;
}

@Injectable()
export class BounceRecorder {
  constructor(
    private readonly messages: BouncedMessages,
    private readonly suppressions: ReminderSuppressions,
    private readonly events: DomainEvents,
  ) {}

  /** Once per message. Returns false when the message is not ours; throws while it is being sent. */
  async record(tx: Transaction, bounce: Bounce, report: BounceOrigin): Promise<boolean> {
    const message = await this.messages.lock(tx, bounce);
    if (!message) return false;
    if (bounce.kind !== 'refused')
      await this.suppressions.add(tx, {
        address: message.to,
        cause: bounce.kind,
        source: report.service,
        at: report.at,
      });
    // a mail reported as spam has arrived, so it did not bounce
    if (bounce.kind === 'complaint' || message.bouncedAt) return true;
    Object.assign(message, { state: 'bounced', bouncedAt: report.at, lastError: bounce.reason });
    await this.publish(tx, message, bounce, report);
    return true;
  }

  private async publish(
    tx: Transaction,
    { id, kind, to, orderId, parcelKey, sentAt }: MailMessage,
    { reason }: Bounce,
    { service, at }: BounceOrigin,
  ): Promise<void> {
    const data = { mail: kind, to, ...(reason !== null && { reason }), ...parcelKey };
    await this.events.publish(tx, 'email.bounced', data, {
      dedupeKey: `email.bounced:${id}`,
      // the service's clock may be behind ours: nothing bounces before it is sent
      occurredAt: sentAt && sentAt > at ? sentAt : at,
      actor: webhookSourceLabels[service],
      ...(orderId && { orderId }),
    });
  }
}
