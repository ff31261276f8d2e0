import { Settings } from '@daybook/config';
import { assertOutsideTransaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { trackingHeaders } from '../bounces/tracking-headers.js';
import { isEmailAddress, MailSendError } from './mail-send-error.js';
import { SmtpTimeouts, transportOptions } from './smtp-transport.js';

export interface OutgoingMail {
  /** The id of its row: if it is sent twice, both copies carry the same Message-ID. */
  mailId: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** For mail that buying does not imply: one click there unsubscribes (RFC 8058). */
  unsubscribeLink?: string;
}

export interface Acceptance {
  /** The address it was sent to. */
  to: string;
  messageId: string;
  subject: string;
  /** When the server accepted it. */
  at: Date;
}

/** Sends messages through the mail server of `SMTP_URL`, each over its own connection: a shop sends a few a day. */
@Injectable()
export class MailSender {
  readonly #mail: Settings['mail'];
  readonly #shopName: string;

  constructor(
    settings: Settings,
    private readonly timeouts: SmtpTimeouts,
  ) {
    this.#mail = settings.mail;
    this.#shopName = settings.shop.name;
  }

  /** Throws `MailSendError` when the server does not accept it. */
  async send({ mailId, to, unsubscribeLink, ...content }: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    assertOutsideTransaction('The mail server');
    if (!this.#mail) throw new MailSendError('SMTP_URL is not set');
    const { server, from } = this.#mail;
    if (to.address === '') throw new MailSendError('the order has no e-mail address', { kind: 'permanent' });
    if (!isEmailAddress(to.address)) throw new MailSendError('that is not an e-mail address', { kind: 'permanent' });
    const { totalMs } = this.timeouts;
    const timeout = AbortSignal.timeout(totalMs);
    const progress = { bodySent: false };
    try {
      const transport = createTransport(transportOptions(server, this.timeouts));
      transport.use('stream', ({ message }, next) => {
        // nodemailer reads the body only once the server has asked for it
        message.processFunc((body) => body.once('end', () => (progress.bodySent = true)));
        next();
      });
      const { messageId } = await transport.sendMail({
        ...content,
        from: { name: from.name ?? this.#shopName, address: from.address },
        to: [to],
        messageId: this.messageIdOf(mailId),
        ...(unsubscribeLink && { list: { unsubscribe: unsubscribeLink } }),
        headers: {
          ...trackingHeaders(mailId),
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribeLink && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
        },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.any([signal, timeout]),
      });
      return { to: to.address, messageId, subject: content.subject, at: new Date() };
    } catch (error) {
      if (!timeout.aborted) throw MailSendError.of(error, server.host, progress);
      const reason = `the mail server took longer than ${totalMs / 1_000} s`;
      throw new MailSendError(reason, { about: 'server', isUncertain: progress.bodySent });
    }
  }

  /** The same for each attempt. */
  messageIdOf(mailId: string): string {
    const address = this.#mail?.from.address ?? '';
    return `<${mailId}@${address.slice(address.lastIndexOf('@') + 1)}>`;
  }
}
