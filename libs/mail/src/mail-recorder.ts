import type { EventType, Failure, OrderMailKind } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents, type EntryContext } from '@daybook/events';
import type { JobAttempt, JobOutcome } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { MailOutages, mailServer } from './mail-outages.js';
import { isOrderMail, type MailMessage } from './mail-message.entity.js';
import { Reminders } from './recovery/reminders.js';
import type { MailSendError } from './smtp/mail-send-error.js';
import type { Acceptance } from './smtp/mail-sender.js';

const sentEvents = {
  confirmation: 'order.email.confirmation_sent',
  shipping: 'order.email.shipping_sent',
  cancellation: 'order.email.cancellation_sent',
  refund: 'order.email.refund_sent',
} as const satisfies Record<OrderMailKind, EventType>;

/** Shortens the recipient in an entry, which may not be a valid address. */
const maxAddressLength = 320;

/** Records what became of messages. */
@Injectable()
export class MailRecorder {
  constructor(
    private readonly reminders: Reminders,
    private readonly events: DomainEvents,
    private readonly outages: MailOutages,
  ) {}

  async recordSent(tx: Transaction, message: MailMessage, acceptance: Acceptance): Promise<void> {
    const { at, to } = acceptance;
    await this.settle(tx, message, () => message.markSent(acceptance));
    if (!isOrderMail(message)) return this.reminders.recordSent(tx, message, at);
    const type = sentEvents[message.kind];
    const context = { ...entryContextOf(message, type), occurredAt: at };
    await this.events.publish(tx, type, { to, ...message.topic }, context);
  }

  /** Another attempt follows, though the server takes other mails. */
  recordRetry(tx: Transaction, message: MailMessage, reason: string): Promise<void> {
    return this.settle(tx, message, () => message.recordFailure('queued', reason));
  }

  /** It need not be sent any more. */
  recordSkip(tx: Transaction, message: MailMessage, reason: string): Promise<void> {
    return this.settle(tx, message, () => message.recordFailure('failed', `not sent: ${reason}`));
  }

  async recordFailure(tx: Transaction, message: MailMessage, failure: Failure): Promise<void> {
    await this.settle(tx, message, () => message.recordFailure('failed', failure.reason));
    if (!isOrderMail(message)) return this.reminders.recordFailure(tx, message);
    if (!message.orderId) return;
    const data = { ...describe(message), ...failure };
    await this.events.publish(tx, 'order.email.failed', data, entryContextOf(message, 'order.email.failed'));
  }

  /** It failed like every other mail: it waits for the mail server. */
  async recordOutage(
    tx: Transaction,
    message: MailMessage,
    failure: MailSendError,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    message.attempts += 1;
    message.lastError = failure.message;
    await this.beginWait(tx, message, failure.message);
    const { message: reason } = failure;
    const outcome = await this.outages.recordFailure(
      tx,
      mailServer,
      { message: reason, retryAfterSeconds: 0 },
      attempt,
    );
    await this.outages.publish(tx, mailServer);
    return outcome;
  }

  /** It is not even attempted, because the mail server takes no mail. */
  async recordWait(tx: Transaction, message: MailMessage): Promise<void> {
    if (message.waitingSince) return;
    await this.beginWait(tx, message, 'the mail server is not accepting mail at the moment');
    await this.outages.publish(tx, mailServer);
  }

  private async beginWait(tx: Transaction, message: MailMessage, reason: string): Promise<void> {
    if (message.waitingSince) return;
    message.waitingSince = new Date();
    const { orderId } = message;
    if (isOrderMail(message) && orderId)
      await this.events.publish(tx, 'order.email.waiting', { ...describe(message), reason }, { orderId });
  }

  /** One that no longer waits is counted no more. */
  private async settle(tx: Transaction, message: MailMessage, settle: () => void): Promise<void> {
    const hasWaited = message.waitingSince !== null;
    settle();
    if (hasWaited) await this.outages.publish(tx, mailServer);
  }
}

const describe = ({ kind, to, topic }: MailMessage) => ({
  ...{ mail: kind, to: to.slice(0, maxAddressLength) || 'nobody' },
  ...topic,
});

function entryContextOf({ id, orderId, requestedBy }: MailMessage, type: string): EntryContext {
  return { dedupeKey: `${type}:${id}`, ...(orderId && { orderId }), ...(requestedBy && { actor: requestedBy }) };
}
