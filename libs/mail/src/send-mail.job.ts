import type { Transaction } from '@daybook/database';
import { DomainEvents, type EntryContext } from '@daybook/events';
import {
  discard,
  done,
  gaveUpAfter,
  Job,
  JobFaultError,
  JobTimeoutError,
  retry,
  snooze,
  type JobAttempt,
  type JobOutcome,
  type JobSteps,
} from '@daybook/jobs';
import { LockMode } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { isOrderMail, MailMessage, type OrderMail } from './mail-message.entity.js';
import { mailResource } from './mail-resource.js';
import { Reminders } from './recovery/reminders.js';
import { MailSendError } from './smtp/mail-send-error.js';
import { MailSender, type Acceptance, type OutgoingMail } from './smtp/mail-sender.js';
import { MailRenderer } from './templates/mail-renderer.js';

const payload = z.object({ mailId: z.uuid() });
type Payload = z.infer<typeof payload>;

/** Shortens the recipient in an entry, which may not be a valid address. */
const maxAddressLength = 320;

/**
 * Sends one e-mail through the mail server. After an attempt whose outcome nobody knows, a reminder counts as sent, because
 * one that arrives twice annoys; an order's mail is sent once more, because it is better read twice than lost.
 */
@Job({
  name: 'send-mail',
  label: 'Send an e-mail',
  payload,
  policy: ({ mailRetries }) => ({ ...mailRetries, maxBackoffSeconds: 3_600, timeoutSeconds: 60, concurrency: 2 }),
  resource: ({ mailId }) => mailResource(mailId),
})
export class SendMail implements JobSteps<Payload, OutgoingMail, Acceptance> {
  readonly #logger = new Logger(SendMail.name);

  constructor(
    private readonly renderer: MailRenderer,
    private readonly sender: MailSender,
    private readonly reminders: Reminders,
    private readonly events: DomainEvents,
  ) {}

  async prepare(tx: Transaction, { mailId }: Payload, attempt: JobAttempt): Promise<OutgoingMail | JobOutcome> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const message = await tx.em.findOne(MailMessage, { id: mailId, state: 'queued' }, { lockMode });
    if (!message) return done;
    if (!isOrderMail(message) && message.uncertainSince) {
      await this.recordSent(tx, message, this.assumedAcceptance(message, message.uncertainSince));
      return done;
    }
    if (isOrderMail(message) && (await isSuperseded(tx, message))) {
      message.recordFailure('failed', 'not sent: another message took its place');
      return done;
    }
    const mail = await this.render(tx, message).catch((error: unknown) => this.toSendError(message, error));
    if (mail instanceof MailSendError) return this.recordFailure(tx, { mailId }, mail, attempt);
    if ('deferSeconds' in mail) return snooze('it cannot be written yet', mail.deferSeconds);
    if ('skipReason' in mail) {
      message.recordFailure('failed', `not sent: ${mail.skipReason}`);
      return done;
    }
    if (isOrderMail(message)) message.to = mail.to.address;
    else message.uncertainSince = new Date();
    return mail;
  }

  perform(mail: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    return this.sender.send(mail, signal);
  }

  async record(tx: Transaction, { mailId }: Payload, acceptance: Acceptance): Promise<JobOutcome> {
    await this.recordSent(tx, await lockMessage(tx, mailId), acceptance);
    return done;
  }

  async recordFailure(tx: Transaction, { mailId }: Payload, error: unknown, attempt: JobAttempt): Promise<JobOutcome> {
    const message = await lockMessage(tx, mailId);
    const failure = error instanceof MailSendError ? error : this.toSendError(message, error);
    if (!isOrderMail(message) && failure.isUncertain) {
      await this.recordSent(tx, message, this.assumedAcceptance(message, new Date()));
      return done;
    }
    // the server may have both copies, and a third would be too many
    const isSecondCopy = failure.isUncertain && message.uncertainSince !== null;
    message.uncertainSince = failure.isUncertain && !isSecondCopy ? new Date() : null;
    const mayPass = failure.kind === 'transient' && !isSecondCopy;
    const isLast = !mayPass || attempt.number >= attempt.maxAttempts;
    message.recordFailure(isLast ? 'failed' : 'queued', failure.message);
    if (!isLast) return retry(failure.message);
    await this.publishFailure(tx, message, { reason: failure.message, ...(mayPass && gaveUpAfter(attempt)) });
    return discard(failure.message);
  }

  private render(tx: Transaction, message: MailMessage) {
    return isOrderMail(message) ? this.renderer.renderOrderMail(message) : this.reminders.render(tx, message);
  }

  private assumedAcceptance({ id, to }: MailMessage, at: Date): Acceptance {
    return { to, messageId: this.sender.messageIdOf(id), subject: this.renderer.reminderSubject, at };
  }

  private async recordSent(tx: Transaction, message: MailMessage, acceptance: Acceptance): Promise<void> {
    const { at, to } = acceptance;
    message.markSent(acceptance);
    if (!isOrderMail(message)) return this.reminders.recordSent(tx, message, at);
    const type = message.kind === 'confirmation' ? 'order.email.confirmation_sent' : 'order.email.shipping_sent';
    const context = { ...entryContextOf(message, type), occurredAt: at };
    await this.events.publish(tx, type, { to, ...message.parcelKey }, context);
  }

  private async publishFailure(
    tx: Transaction,
    message: MailMessage,
    failure: { reason: string; gaveUpAfter?: number },
  ): Promise<void> {
    if (!isOrderMail(message)) return this.reminders.recordFailure(tx, message);
    if (!message.orderId) return;
    const to = message.to.slice(0, maxAddressLength) || 'nobody';
    const data = { mail: message.kind, to, ...failure, ...message.parcelKey };
    await this.events.publish(tx, 'order.email.failed', data, entryContextOf(message, 'order.email.failed'));
  }

  private toSendError({ id, kind }: MailMessage, error: unknown): MailSendError {
    if (error instanceof MailSendError) return error;
    if (error instanceof JobTimeoutError || error instanceof JobFaultError) return new MailSendError(error.message);
    this.#logger.error(`The ${kind} mail ${id} could not be sent: ${String(error)}`, (error as Error).stack);
    return new MailSendError('it could not be written');
  }
}

/** A later message about the same thing, with what was corrected or has changed since. */
async function isSuperseded(tx: Transaction, { id, orderId, kind, parcelKey }: OrderMail): Promise<boolean> {
  const messages = await tx.em.find(MailMessage, { orderId, kind, id: { $gt: id }, state: { $ne: 'failed' } });
  return messages.some((later) => later.parcelKey.parcel === parcelKey.parcel);
}

/** Its row may change while it is sent: a person corrects the address, or it bounces. */
const lockMessage = (tx: Transaction, id: string) =>
  tx.em.findOneOrFail(MailMessage, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });

function entryContextOf({ id, orderId, requestedBy }: MailMessage, type: string): EntryContext {
  return { dedupeKey: `${type}:${id}`, ...(orderId && { orderId }), ...(requestedBy && { actor: requestedBy }) };
}
