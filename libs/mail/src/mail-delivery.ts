import { failpoint } from '@daybook/config';
import { Database, isDatabaseUnavailable, type Transaction } from '@daybook/database';
import { DomainEvents, type EntryContext } from '@daybook/events';
import { done, discard, JobQueue, retry, type JobOutcome, type JobAttempt } from '@daybook/jobs';
import { Injectable, Logger } from '@nestjs/common';
import { MailRenderer, type Deferred } from './templates/mail-renderer.js';
import type { MailMessage, OrderMailKind } from './mail-message.js';
import { MailMessages } from './mail-messages.js';
import { SendIntents } from './recovery/send-intents.js';
import { RecoveryMails, type Skipped } from './recovery/recovery-mails.js';
import { MailSender, type Acceptance, type OutgoingMail } from './smtp/mail-sender.js';
import { MailSendError } from './smtp/mail-send-error.js';

/** When to look again at a message that another worker is sending just now. */
const busySeconds = 10;
/** What an entry shows of something that is no address. */
const longestAddress = 320;

/** Takes a message to the mail server and writes down what became of it. */
@Injectable()
export class MailDelivery {
  readonly #log = new Logger(MailDelivery.name);
  /** Accepted, and not yet written down: were the database away just then, the next try would send it a second time. */
  readonly #accepted = new Map<string, Acceptance>();

  constructor(
    private readonly database: Database,
    private readonly messages: MailMessages,
    private readonly letters: MailRenderer,
    private readonly sender: MailSender,
    private readonly jobs: JobQueue,
    private readonly events: DomainEvents,
    private readonly recovery: RecoveryMails,
    private readonly handovers: SendIntents,
  ) {}

  /** One try. The row stays locked meanwhile, so that nobody else sends it; whoever dies lets go of it. */
  async attempt(mailId: string, attempt: JobAttempt): Promise<JobOutcome> {
    const outcome = await this.database.transaction(async (tx) => {
      if (!(await this.messages.isQueued(tx, mailId))) return done;
      const mail = await this.messages.claim(tx, mailId);
      // not done: should that worker fail, this job is the one that tries again
      if (!mail) return this.later(tx, mailId, busySeconds);
      return this.deliver(tx, mail, attempt);
    });
    this.#accepted.delete(mailId);
    return outcome;
  }

  private async deliver(
    tx: Transaction,
    mail: MailMessage,
    { attempt, maxAttempts, signal }: JobAttempt,
  ): Promise<JobOutcome> {
    try {
      const before = isAboutOrder(mail) ? null : await this.findAcceptance(mail);
      if (before) {
        await this.recordSent(tx, mail, before);
        return done;
      }
      const letter = await this.render(tx, mail);
      if ('waitSeconds' in letter) return await this.later(tx, mail.id, letter.waitSeconds);
      if ('notWanted' in letter) {
        await this.messages.recordFailure(tx, mail.id, 'failed', `not sent: ${letter.notWanted}`);
        return done;
      }
      const hands = mail.kind === 'recovery' ? this.sendReminder(letter, signal) : this.handOver(letter, signal);
      await this.recordSent(tx, mail, await hands);
      return done;
    } catch (error) {
      if (this.#accepted.has(mail.id) || isDatabaseUnavailable(error)) throw error;
      const failure = error instanceof MailSendError ? error : this.asFailure(mail, error);
      const isLast =
        attempt >= maxAttempts || failure.lasts === 'for good' || (await this.recordUncertainty(mail, failure));
      await this.recordFailure(tx, mail, isLast ? 'failed' : 'queued', failure.message);
      return isLast ? discard(failure.message) : retry(failure.message);
    }
  }

  private render(tx: Transaction, mail: MailMessage): Promise<OutgoingMail | Deferred | Skipped> {
    return isAboutOrder(mail) ? this.letters.of(mail) : this.recovery.render(tx, mail);
  }

  /**
   * A reminder that comes twice annoys: one that a worker died over while it handed it over counts as sent, whatever its reader
   * has done since, and so does one of which the server has all and says nothing. A confirmation is rather read twice than lost.
   */
  private async findAcceptance({ id }: MailMessage): Promise<Acceptance | null> {
    const known = this.#accepted.get(id);
    if (known) return known;
    const at = await this.handovers.find(id);
    return at && { messageId: this.sender.messageIdOf(id), subject: this.letters.recoverySubjectText, at };
  }

  private async sendReminder(letter: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    const { mailId } = letter;
    try {
      return await this.handOver({ ...letter, beforeDataEnd: () => this.handovers.note(mailId) }, signal);
    } catch (error) {
      if (error instanceof MailSendError && error.isUncertain)
        return {
          messageId: this.sender.messageIdOf(mailId),
          subject: this.letters.recoverySubjectText,
          at: new Date(),
        };
      if (!isDatabaseUnavailable(error)) await this.handovers.forget(mailId);
      throw error;
    }
  }

  /** The second time, the server may have taken both: a third would only be one too many. */
  private async recordUncertainty({ id }: MailMessage, { isUncertain }: MailSendError): Promise<boolean> {
    if (!isUncertain) return false;
    const before = await this.handovers.find(id);
    await (before ? this.handovers.forget(id) : this.handovers.note(id));
    return before !== null;
  }

  private async handOver(letter: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    const known = this.#accepted.get(letter.mailId);
    if (known) return known;
    const acceptance = await this.sender.send(letter, signal);
    this.#accepted.set(letter.mailId, acceptance);
    await failpoint('mail.accepted');
    return acceptance;
  }

  private async recordSent(tx: Transaction, mail: MailMessage, acceptance: Acceptance): Promise<void> {
    const { at } = acceptance;
    await this.messages.markSent(tx, mail.id, acceptance);
    if (!isAboutOrder(mail)) {
      await this.recovery.recordSent(tx, mail, at);
      await this.handovers.forget(mail.id, tx);
      await failpoint('mail.before-commit');
      return;
    }
    const type = mail.kind === 'confirmation' ? 'order.email.confirmation_sent' : 'order.email.shipping_sent';
    const parcel = parcelOf(mail);
    await this.events.publish(tx, type, { to: mail.to, ...parcel }, { ...contextOf(mail, type), occurredAt: at });
    await failpoint('mail.before-commit');
  }

  private async recordFailure(
    tx: Transaction,
    mail: MailMessage,
    state: 'queued' | 'failed',
    reason: string,
  ): Promise<void> {
    await this.messages.recordFailure(tx, mail.id, state, reason);
    if (state === 'failed' && !isAboutOrder(mail)) await this.recovery.recordFailure(tx, mail);
    if (state !== 'failed' || mail.orderId === null) return;
    const failure = { mail: mail.kind, to: mail.to.slice(0, longestAddress) || 'nobody', reason, ...parcelOf(mail) };
    await this.events.publish(tx, 'order.email.failed', failure, contextOf(mail, 'order.email.failed'));
  }

  private async later(tx: Transaction, mailId: string, seconds: number): Promise<JobOutcome> {
    await this.jobs.enqueue(tx, 'send-mail', { mailId }, { startAfter: new Date(Date.now() + seconds * 1_000) });
    return done;
  }

  private asFailure({ id, kind }: MailMessage, error: unknown): MailSendError {
    this.#log.error(`The ${kind} mail ${id} could not be written: ${String(error)}`, (error as Error).stack);
    return new MailSendError('it could not be written');
  }
}

const isAboutOrder = (mail: MailMessage): mail is MailMessage & { kind: OrderMailKind } => mail.kind !== 'recovery';

const parcelOf = ({ details }: MailMessage) => (details.parcel ? { parcel: details.parcel.key } : {});

function contextOf({ id, orderId, requestedBy }: MailMessage, type: string): EntryContext {
  return {
    dedupeKey: `${type}:${id}`,
    ...(orderId !== null && { orderId }),
    ...(requestedBy !== null && { actor: requestedBy }),
  };
}
