import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { ownHeaders } from '../bounces/own-headers.js';
import { MailPatience } from './mail-patience.js';
import { isAddress, SendFailure } from './send-failure.js';
import { transportOptions } from './transport-options.js';

/** What is put into the envelope and handed over. */
export interface OutgoingMail {
  /** The message's own; its copies, should there be two, carry the same. */
  mailId: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
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
    private readonly patience: MailPatience,
  ) {
    this.#mail = settings.mail;
    this.#shopName = settings.shop.name;
  }

  /** Gives the server's acceptance; throws `SendFailure`. */
  async send({ mailId, to, ...content }: OutgoingMail, signal: AbortSignal): Promise<Acceptance> {
    if (!this.#mail) throw new SendFailure('SMTP_URL is not set');
    const { server, from } = this.#mail;
    if (to.address === '') throw new SendFailure('the order has no e-mail address', 'for good');
    if (!isAddress(to.address)) throw new SendFailure('that is not an e-mail address', 'for good');
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    const timeUp = AbortSignal.timeout(this.patience.whole);
    try {
      const { messageId } = await createTransport(transportOptions(server, this.patience)).sendMail({
        ...content,
        from: { name: from.name ?? this.#shopName, address: from.address },
        to: [to],
        messageId: `<${mailId}@${domain}>`,
        headers: { ...ownHeaders(mailId), 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.any([signal, timeUp]),
      });
      return { messageId, subject: content.subject, at: new Date() };
    } catch (error) {
      if (timeUp.aborted) throw new SendFailure(`the mail server took longer than ${this.patience.whole / 1_000} s`);
      throw SendFailure.of(error, server.host);
    }
  }
}
