import { failpoint } from '@daybook/config';
import { Database, isDatabaseUnavailable, type Transaction } from '@daybook/database';
import { DomainEvents, type EntryContext } from '@daybook/events';
import { done, discard, JobQueue, retry, type JobOutcome, type JobAttempt } from '@daybook/jobs';
import { Injectable, Logger } from '@nestjs/common';
import type { MailMessage, OrderMailKind } from './mail-message.js';
import { MailMessages } from './mail-messages.js';
import { RecoveryMails, type SkippedReminder } from './recovery/recovery-mails.js';
import { SendIntents } from './recovery/send-intents.js';
import { MailSendError } from './smtp/mail-send-error.js';
import { MailSender, type Acceptance, type OutgoingMail } from './smtp/mail-sender.js';
import { MailRenderer, type DeferredMail } from './templates/mail-renderer.js';

/** Until the next attempt at a message that another worker is sending. */
const busySnoozeSeconds = 10;
/** Shortens the recipient in an entry, which may not be a valid address. */
const maxAddressLength = 320;

@Injectable()
export class MailDelivery {
  readonly #log = new Logger(MailDelivery.name);
  /** Accepted but not yet recorded: if the database fails at that moment, the next attempt must not send it again. */
  readonly #accepted = new Map<string, Acceptance>();

  constructor(
    private readonly database: Database,
    private readonly messages: MailMessages,
    private readonly renderer: MailRenderer,
    private readonly sender: MailSender,
    private readonly jobs: JobQueue,
    private readonly events: DomainEvents,
    private readonly recovery: RecoveryMails,
    private readonly sendIntents: SendIntents,
  ) {}

  /** Keeps the row locked while it sends, so that no other worker does; a crash releases the lock. */
  async attempt(mailId: string, attempt: JobAttempt): Promise<JobOutcome> {
    const outcome = await this.database.transaction(async (tx) => {
      if (!(await this.messages.isQueued(tx, mailId))) return done;
      const message = await this.messages.claim(tx, mailId);
      // not done: if that worker fails, this job makes the next attempt
      return message ? this.deliver(tx, message, attempt) : this.snooze(tx, mailId, busySnoozeSeconds);
    });
    this.#accepted.delete(mailId);
    return outcome;
  }

  private async deliver(
    tx: Transaction,
    message: MailMessage,
    { number: attempt, maxAttempts, signal }: JobAttempt,
  ): Promise<JobOutcome> {
    try {
      const earlier = isOrderMail(message) ? null : await this.findAcceptance(message);
      if (earlier) {
        await this.recordSent(tx, message, earlier);
        return done;
      }
      const mail = await this.render(tx, message);
      if ('deferSeconds' in mail) return await this.snooze(tx, message.id, mail.deferSeconds);
      if ('skipReason' in mail) {
        await this.messages.recordFailure(tx, message.id, 'failed', `not sent: ${mail.skipReason}`);
        return done;
      }
      const acceptance = isOrderMail(message) ? this.send(mail, signal) : this.sendReminder(mail, signal);
      await this.recordSent(tx, message, await acceptance);
      return done;
    } catch (error) {
      if (this.#accepted.has(message.id) || isDatabaseUnavailable(error)) throw error;
      const failure = error instanceof MailSendError ? error : this.toSendError(message, error);
      const isLast =
        attempt >= maxAttempts || failure.kind === 'permanent' || (await this.recordUncertainAttempt(message, failure));
      await this.recordFailure(tx, message, isLast ? 'failed' : 'queued', failure.message);
      return isLast ? discard(failure.message) : retry(failure.message);
    }
  }

  private render(tx: Transaction, message: MailMessage): Promise<OutgoingMail | DeferredMail | SkippedReminder> {
    return isOrderMail(message) ? this.renderer.renderOrderMail(message) : this.recovery.render(tx, message);
  }

  /**
   * A reminder that arrives twice annoys: it counts as sent when a worker crashed while sending it, whatever the shopper has
   * done since, and when the server received all of it but never replied. A confirmation is better read twice than lost.
   */
  private async findAcceptance({ id }: MailMessage): Promise<Acceptance | null> {
    const accepted = this.#accepted.get(id);
    if (accepted) return accepted;
    const at = await this.sendIntents.recordedAt(id);
    return at && this.assumedAcceptance(id, at);
  }

  private async sendReminder(mail: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    const { mailId } = mail;
    try {
      return await this.send({ ...mail, beforeDataEnd: () => this.sendIntents.record(mailId) }, signal);
    } catch (error) {
      if (error instanceof MailSendError && error.isUncertain) return this.assumedAcceptance(mailId, new Date());
      if (!isDatabaseUnavailable(error)) await this.sendIntents.clear(mailId);
      throw error;
    }
  }

  private assumedAcceptance(mailId: string, at: Date): Acceptance {
    return { messageId: this.sender.messageIdOf(mailId), subject: this.renderer.reminderSubject, at };
  }

  /** Returns whether it is the second: the server may then have both copies, and a third attempt would be too many. */
  private async recordUncertainAttempt({ id }: MailMessage, { isUncertain }: MailSendError): Promise<boolean> {
    if (!isUncertain) return false;
    const first = await this.sendIntents.recordedAt(id);
    await (first ? this.sendIntents.clear(id) : this.sendIntents.record(id));
    return first !== null;
  }

  private async send(mail: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    const accepted = this.#accepted.get(mail.mailId);
    if (accepted) return accepted;
    const acceptance = await this.sender.send(mail, signal);
    this.#accepted.set(mail.mailId, acceptance);
    await failpoint('mail.accepted');
    return acceptance;
  }

  private async recordSent(tx: Transaction, message: MailMessage, acceptance: Acceptance): Promise<void> {
    const { at } = acceptance;
    await this.messages.markSent(tx, message.id, acceptance);
    if (isOrderMail(message)) {
      const type = message.kind === 'confirmation' ? 'order.email.confirmation_sent' : 'order.email.shipping_sent';
      const data = { to: message.to, ...parcelKeyData(message) };
      await this.events.publish(tx, type, data, { ...entryContextOf(message, type), occurredAt: at });
    } else {
      await this.recovery.recordSent(tx, message, at);
      await this.sendIntents.clear(message.id, tx);
    }
    await failpoint('mail.before-commit');
  }

  private async recordFailure(
    tx: Transaction,
    message: MailMessage,
    state: 'queued' | 'failed',
    reason: string,
  ): Promise<void> {
    await this.messages.recordFailure(tx, message.id, state, reason);
    if (state !== 'failed') return;
    if (!isOrderMail(message)) return this.recovery.recordFailure(tx, message);
    if (message.orderId === null) return;
    const to = message.to.slice(0, maxAddressLength) || 'nobody';
    const data = { mail: message.kind, to, reason, ...parcelKeyData(message) };
    await this.events.publish(tx, 'order.email.failed', data, entryContextOf(message, 'order.email.failed'));
  }

  private async snooze(tx: Transaction, mailId: string, seconds: number): Promise<JobOutcome> {
    await this.jobs.enqueue(tx, 'send-mail', { mailId }, { startAfter: new Date(Date.now() + seconds * 1_000) });
    return done;
  }

  private toSendError({ id, kind }: MailMessage, error: unknown): MailSendError {
    this.#log.error(`The ${kind} mail ${id} could not be rendered: ${String(error)}`, (error as Error).stack);
    return new MailSendError('it could not be written');
  }
}

const isOrderMail = (message: MailMessage): message is MailMessage & { kind: OrderMailKind } =>
  message.kind !== 'recovery';

const parcelKeyData = ({ details }: MailMessage) => (details.parcel ? { parcel: details.parcel.key } : {});

function entryContextOf({ id, orderId, requestedBy }: MailMessage, type: string): EntryContext {
  return {
    dedupeKey: `${type}:${id}`,
    ...(orderId !== null && { orderId }),
    ...(requestedBy !== null && { actor: requestedBy }),
  };
}
