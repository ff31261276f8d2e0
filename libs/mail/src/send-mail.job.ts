import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import {
  discard,
  done,
  failedAttempt,
  Job,
  JobFaultError,
  JobTimeoutError,
  retry,
  snooze,
  untilAvailable,
  type JobAttempt,
  type JobOutcome,
  type JobSteps,
} from '@daybook/jobs';
import { Order } from '@daybook/orders';
import { LockMode } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { isOrderMail, MailMessage, type OrderMail } from './mail-message.entity.js';
import { MailOutages, mailServer } from './mail-outages.js';
import { MailRecorder } from './mail-recorder.js';
import { mailResource } from './mail-resource.js';
import { Reminders } from './recovery/reminders.js';
import { MailSendError } from './smtp/mail-send-error.js';
import { MailSender, type Acceptance, type OutgoingMail } from './smtp/mail-sender.js';
import { MailRenderer } from './templates/mail-renderer.js';

/** The order is for the list of jobs. */
const payload = z.object({ mailId: z.uuid(), orderId: z.uuid().nullable().default(null) });
type Payload = z.infer<typeof payload>;

/**
 * Sends one e-mail through the mail server. After an attempt whose outcome nobody knows, a reminder counts as sent, because
 * one that arrives twice annoys; an order's mail is sent once more, because it is better read twice than lost.
 */
@Job({
  name: 'send-mail',
  label: 'Send an e-mail',
  retryHint: 'Resend it on its order’s page. A cart reminder is not sent again.',
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
    private readonly recorder: MailRecorder,
    private readonly outages: MailOutages,
    private readonly settings: Settings,
  ) {}

  async prepare(tx: Transaction, { mailId }: Payload, attempt: JobAttempt): Promise<OutgoingMail | JobOutcome> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const message = await tx.em.findOne(MailMessage, { id: mailId, state: 'queued' }, { lockMode });
    if (!message) return done;
    if (!isOrderMail(message) && message.uncertainSince) {
      await this.recorder.recordSent(tx, message, this.assumedAcceptance(message, message.uncertainSince));
      return done;
    }
    if (!(await this.mayBeSent(tx, message))) {
      await this.recorder.recordSkip(tx, message, 'its order is part of the demo');
      return done;
    }
    if (isOrderMail(message) && (await isSuperseded(tx, message))) {
      await this.recorder.recordSkip(tx, message, 'another message took its place');
      return done;
    }
    const mail = await this.render(tx, message).catch((error: unknown) => this.toSendError(message, error));
    if (mail instanceof MailSendError) return this.recordFailure(tx, { mailId }, mail, attempt);
    if ('deferSeconds' in mail) return snooze('it cannot be written yet', mail.deferSeconds);
    if ('skipReason' in mail) {
      await this.recorder.recordSkip(tx, message, mail.skipReason);
      return done;
    }
    if (isOrderMail(message)) message.to = mail.to.address;
    const waitSeconds = await this.outages.secondsToWait(tx, mailServer);
    if (waitSeconds > 0) {
      await this.recorder.recordWait(tx, message);
      return untilAvailable(waitSeconds);
    }
    if (!isOrderMail(message)) message.uncertainSince = new Date();
    return mail;
  }

  perform(mail: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    return this.sender.send(mail, signal);
  }

  async record(tx: Transaction, { mailId }: Payload, acceptance: Acceptance): Promise<JobOutcome> {
    const message = await lockMessage(tx, mailId);
    await this.outages.recordAnswer(tx, mailServer);
    await this.recorder.recordSent(tx, message, acceptance);
    return done;
  }

  async recordFailure(
    tx: Transaction,
    { mailId }: Pick<Payload, 'mailId'>,
    error: unknown,
    attempt: JobAttempt,
  ): Promise<JobOutcome> {
    const message = await lockMessage(tx, mailId);
    const failure = error instanceof MailSendError ? error : this.toSendError(message, error);
    if (failure.about === 'recipient') await this.outages.recordAnswer(tx, mailServer);
    if (!isOrderMail(message) && failure.isUncertain) {
      await this.recorder.recordSent(tx, message, this.assumedAcceptance(message, new Date()));
      return done;
    }
    // the server may have both copies, and a third would be too many
    const isSecondCopy = failure.isUncertain && message.uncertainSince !== null;
    message.uncertainSince = failure.isUncertain && !isSecondCopy ? new Date() : null;
    const mayPass = failure.kind === 'transient' && !isSecondCopy;
    if (mayPass && failure.about === 'server' && !(await this.failsAlone(tx, message, attempt)))
      return this.recorder.recordOutage(tx, message, failure, attempt);
    if (mayPass && attempt.number < attempt.maxAttempts) {
      await this.recorder.recordRetry(tx, message, failure.message);
      return retry(failure.message);
    }
    const facts = mayPass ? failedAttempt(attempt) : {};
    await this.recorder.recordFailure(tx, message, { reason: failure.message, ...facts });
    return discard(failure.message);
  }

  private async mayBeSent(tx: Transaction, { orderId }: MailMessage): Promise<boolean> {
    const order = orderId ? await tx.em.findOne(Order, { id: orderId }) : null;
    return !order || this.settings.mayReachServices(order);
  }

  private render(tx: Transaction, message: MailMessage) {
    return isOrderMail(message) ? this.renderer.renderOrderMail(message) : this.reminders.render(tx, message);
  }

  private failsAlone(tx: Transaction, { waitingSince = null }: MailMessage, attempt: JobAttempt): Promise<boolean> {
    return this.outages.failsAlone(tx, mailServer, attempt, waitingSince);
  }

  private assumedAcceptance({ id, to }: MailMessage, at: Date): Acceptance {
    return { to, messageId: this.sender.messageIdOf(id), subject: this.renderer.reminderSubject, at };
  }

  private toSendError({ id, kind }: MailMessage, error: unknown): MailSendError {
    if (error instanceof MailSendError) return error;
    if (error instanceof JobTimeoutError) return new MailSendError(error.message, { about: 'server' });
    if (error instanceof JobFaultError) return new MailSendError(error.message);
    this.#logger.error(`The ${kind} mail ${id} could not be sent: ${String(error)}`, (error as Error).stack);
    return new MailSendError('it could not be written');
  }
}

/** A later message about the same thing, with what was corrected or has changed since. */
async function isSuperseded(tx: Transaction, message: OrderMail): Promise<boolean> {
  const { id, orderId, kind } = message;
  const messages = await tx.em.find(MailMessage, { orderId, kind, id: { $gt: id }, state: { $ne: 'failed' } });
  return messages.some((later) => later.isAboutSameAs(message));
}

/** Its row may change while it is sent: a person corrects the address, or it bounces. */
const lockMessage = (tx: Transaction, id: string) =>
  tx.em.findOneOrFail(MailMessage, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
