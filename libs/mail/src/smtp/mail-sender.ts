import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Transform } from 'node:stream';
import { trackingHeaders } from '../bounces/tracking-headers.js';
import { SmtpTimeouts } from './smtp-timeouts.js';
import { isAddress, MailSendError } from './mail-send-error.js';
import { transportOptions } from './transport-options.js';

/** What is put into the envelope and handed over. */
export interface OutgoingMail {
  /** The message's own; its copies, should there be two, carry the same. */
  mailId: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** Where whoever does not want such mails says so with one click (RFC 8058); for what was not asked for by buying. */
  unsubscribeLink?: string;
  /** Awaited when all of it is written, before the server is told that this was the end. */
  beforeDataEnd?: () => Promise<void>;
}

export interface Acceptance {
  messageId: string;
  subject: string;
  /** When the server said so. */
  at: Date;
}

/** Hands messages to the mail server of `SMTP_URL`, over a connection of its own each: a shop sends a few a day. */
@Injectable()
export class MailSender {
  readonly #mail: Settings['mail'];
  readonly #shopName: string;

  constructor(
    settings: Settings,
    private readonly patience: SmtpTimeouts,
  ) {
    this.#mail = settings.mail;
    this.#shopName = settings.shop.name;
  }

  /** Gives the server's acceptance; throws `MailSendError`. */
  async send(
    { mailId, to, unsubscribeLink, beforeDataEnd, ...content }: OutgoingMail,
    signal: AbortSignal,
  ): Promise<Acceptance> {
    if (!this.#mail) throw new MailSendError('SMTP_URL is not set');
    const { server, from } = this.#mail;
    if (to.address === '') throw new MailSendError('the order has no e-mail address', 'for good');
    if (!isAddress(to.address)) throw new MailSendError('that is not an e-mail address', 'for good');
    const timeUp = AbortSignal.timeout(this.patience.whole);
    const progress = { bodySent: false };
    try {
      const transport = createTransport(transportOptions(server, this.patience));
      transport.use('stream', ({ message }, goOn) => {
        if (beforeDataEnd) message.transform(() => passing(beforeDataEnd));
        // read to its end only once the server has asked for it
        message.processFunc((whole) => whole.once('end', () => (progress.bodySent = true)));
        goOn();
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
        signal: AbortSignal.any([signal, timeUp]),
      });
      return { messageId, subject: content.subject, at: new Date() };
    } catch (error) {
      const { whole } = this.patience;
      if (!timeUp.aborted) throw MailSendError.of(error, server.host, progress);
      const reason = `the mail server took longer than ${whole / 1_000} s`;
      throw new MailSendError(reason, 'for now', progress.bodySent);
    }
  }

  /** The same for each try. */
  messageIdOf(mailId: string): string {
    const address = this.#mail?.from.address ?? '';
    return `<${mailId}@${address.slice(address.lastIndexOf('@') + 1)}>`;
  }
}

/** Lets everything through, and ends when `beforeDataEnd` has. */
function passing(beforeDataEnd: () => Promise<void>): Transform {
  return new Transform({
    transform(chunk, _encoding, next) {
      next(null, chunk);
    },
    flush(end) {
      beforeDataEnd().then(() => end(), end);
    },
  });
}
