import { z } from 'zod';

/** The fields of nodemailer's errors. */
const smtpError = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  response: z.string().optional(),
  responseCode: z.number().optional(),
});

const connectionErrors: Partial<Record<string, (host: string) => string>> = {
  EDNS: (host) => `the mail server ${host} cannot be found`,
  ETIMEDOUT: () => 'the mail server did not answer in time',
  ESOCKET: (host) => `the mail server ${host} cannot be reached`,
  ECONNECTION: () => 'the connection to the mail server was lost',
  ETLS: () => 'no secure connection to the mail server could be made',
  EAUTH: () => 'the mail server refused the user name or the password',
  EPROTOCOL: () => 'the mail server sent an invalid reply',
  EABORT: () => 'sending was cancelled',
};

const maxReasonLength = 300;

export interface MailSendErrorOptions {
  /** `permanent`: another attempt with the same message and address will fail too. */
  kind?: 'transient' | 'permanent';
  /**
   * `server`: it says nothing about the message, and whichever comes next fails likewise. `recipient`: the server answers, and
   * refuses this one. `message`: the server was not even asked.
   */
  about?: 'server' | 'recipient' | 'message';
  /** The server has the whole message but never said whether it accepts it: it may be delivered. */
  isUncertain?: boolean;
}

/** Why a message was not accepted. The error's message is part of a sentence, such as "mailbox unavailable". */
export class MailSendError extends Error {
  override readonly name = 'MailSendError';
  readonly kind: 'transient' | 'permanent';
  readonly about: 'server' | 'recipient' | 'message';
  readonly isUncertain: boolean;

  constructor(reason: string, options: MailSendErrorOptions = {}) {
    super(reason);
    this.kind = options.kind ?? 'transient';
    this.about = options.about ?? 'message';
    this.isUncertain = options.isUncertain ?? false;
  }

  static of(error: unknown, host: string, { bodySent }: { bodySent: boolean }): MailSendError {
    const { code = '', command = '', response = '', responseCode = 0 } = smtpError.safeParse(error).data ?? {};
    const isRecipients = isAboutRecipient(command, responseCode, response);
    const serverText = code === 'EAUTH' || code === 'ETLS' ? '' : toSentencePart(response);
    const known = connectionErrors[code]?.(host);
    const fallback = known ?? (responseCode && `the mail server answered ${responseCode}`);
    const isServers = responseCode > 0 || (known !== undefined && code !== 'EABORT');
    return new MailSendError(serverText || fallback || 'it could not be sent', {
      kind: isRecipients && noMailbox.includes(responseCode) ? 'permanent' : 'transient',
      about: isRecipients ? 'recipient' : isServers ? 'server' : 'message',
      isUncertain: bodySent && !responseCode,
    });
  }
}

const noMailbox = [550, 551, 553];
/** Busy, not an address, full. */
const otherMailboxCodes = [450, 501, 552];

/**
 * An enhanced code says so: X.1.X is about the address, and X.2.X about the mailbox. Without one, the reply to the recipient
 * counts. 5.7.X is a matter of policy (a blocked sender, no relaying), which the owner can fix while the message waits.
 */
function isAboutRecipient(command: string, code: number, response: string): boolean {
  if (command !== 'RCPT TO' && command !== 'DATA') return false;
  const enhanced = /^\d{3}[ -]\d\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  const [, subject = '', detail = ''] = enhanced ?? [];
  // 1.7 and 1.8: the sender's address
  if (subject === '1' || subject === '2') return subject === '2' || !['7', '8'].includes(detail);
  if (command !== 'RCPT TO' || subject === '7') return false;
  return noMailbox.includes(code) || (!enhanced && otherMailboxCodes.includes(code));
}

/** The server's text without its codes and addresses, as a clause: no capital, no final full stop. */
function toSentencePart(response: string): string {
  const text = response
    .toWellFormed()
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d{3}[ -]?/, '').replace(/^\d\.\d{1,3}\.\d{1,3}\s*/, ''))
    .join(' ')
    .replaceAll(/<?[^\s<>]+@[^\s<>]+>?:?/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/[.,;:\s]+$/, '');
  const short = Array.from(text).slice(0, maxReasonLength).join('');
  return /^\p{Lu}\p{Ll}/u.test(short) ? short.charAt(0).toLowerCase() + short.slice(1) : short;
}

/** One address and nothing else: no second one, no name, no line break. */
export const isEmailAddress = (text: string) =>
  /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[^\s\p{C}<>()[\]\\,;:"@]{1,255}$/u.test(text);
