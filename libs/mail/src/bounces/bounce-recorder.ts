import { CartRecovery, UnsubscribedAddresses } from '@daybook/carts';
import { webhookSourceLabels, type MailService } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents, type EntryContext } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { isOrderMail, type MailMessage } from '../mail-message.entity.js';
import { BouncedMessages } from './bounced-messages.js';
import type { Bounce } from './mail-service.js';
import { ReminderSuppressions } from './reminder-suppressions.js';

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
    private readonly unsubscribed: UnsubscribedAddresses,
    private readonly carts: CartRecovery,
    private readonly events: DomainEvents,
  ) {}

  /** Once per message. Returns false when the message is not ours; throws while it is being sent. */
  async record(tx: Transaction, bounce: Bounce, origin: BounceOrigin): Promise<boolean> {
    const message = await this.messages.lock(tx, bounce);
    if (!message) return false;
    switch (bounce.kind) {
      case 'complaint':
        await this.suppress(tx, message, 'complaint', origin);
        break;
      case 'unsubscribed':
        await this.unsubscribed.add(tx, message.to);
        break;
      case 'failed':
        await this.recordFailure(tx, message, bounce, origin);
        break;
      case 'undeliverable':
        await this.suppress(tx, message, 'undeliverable', origin);
        await this.recordBounce(tx, message, bounce, origin);
        break;
      case 'refused':
        await this.recordBounce(tx, message, bounce, origin);
    }
    return true;
  }

  private async recordBounce(
    tx: Transaction,
    message: MailMessage,
    { reason }: Bounce,
    origin: BounceOrigin,
  ): Promise<void> {
    if (message.bouncedAt) return;
    Object.assign(message, { state: 'bounced', bouncedAt: origin.at, lastError: reason });
    const data = { mail: message.kind, to: message.to, ...(reason !== null && { reason }), ...message.topic };
    await this.events.publish(tx, 'email.bounced', data, contextOf(message, 'email.bounced', origin));
  }

  private async recordFailure(
    tx: Transaction,
    message: MailMessage,
    bounce: Bounce,
    origin: BounceOrigin,
  ): Promise<void> {
    if (message.state !== 'sent') return;
    const reason = bounce.reason === null ? 'the mail service gave no reason' : toSentence(bounce.reason);
    Object.assign(message, { state: 'failed', lastError: reason });
    if (message.abandonedCartId) await this.carts.markUnsent(tx, message.abandonedCartId);
    if (!isOrderMail(message) || !message.orderId) return;
    const data = { mail: message.kind, to: message.to, reason, ...message.topic };
    await this.events.publish(tx, 'order.email.failed', data, contextOf(message, 'order.email.failed', origin));
  }

  private suppress(
    tx: Transaction,
    { to: address }: MailMessage,
    cause: 'undeliverable' | 'complaint',
    { service: source, at }: BounceOrigin,
  ): Promise<void> {
    return this.suppressions.add(tx, { address, cause, source, at });
  }
}

/** The service's clock may be behind ours: nothing goes wrong before it is sent. */
function contextOf({ id, orderId, sentAt }: MailMessage, type: string, { service, at }: BounceOrigin): EntryContext {
  return {
    dedupeKey: `${type}:${id}`,
    occurredAt: sentAt && sentAt >= at ? new Date(sentAt.getTime() + 1) : at,
    actor: webhookSourceLabels[service],
    ...(orderId && { orderId }),
  };
}

/** `reached_daily_quota` is a name for programs; anything else is the service's own sentence. */
const toSentence = (reason: string) => (/^[a-z0-9]+(_[a-z0-9]+)+$/.test(reason) ? reason.replaceAll('_', ' ') : reason);
