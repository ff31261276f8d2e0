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

/** Why a message was not accepted. The error's message is part of a sentence, such as "mailbox unavailable". */
export class MailSendError extends Error {
  override readonly name = 'MailSendError';

  constructor(
    reason: string,
    /** `permanent`: another attempt with the same message and address will fail too. */
    readonly kind: 'transient' | 'permanent' = 'transient',
    /** The server has the whole message but never said whether it accepts it: it may be delivered. */
    readonly isUncertain = false,
  ) {
    super(reason);
  }

  static of(error: unknown, host: string, { bodySent }: { bodySent: boolean }): MailSendError {
    const { code = '', command, response, responseCode = 0 } = smtpError.safeParse(error).data ?? {};
    const isRecipientRefused = command === 'RCPT TO' && refusesRecipient(responseCode, response ?? '');
    const serverText = code === 'EAUTH' || code === 'ETLS' ? '' : toSentencePart(response ?? '');
    const fallback = connectionErrors[code]?.(host) ?? (responseCode && `the mail server answered ${responseCode}`);
    return new MailSendError(
      serverText || fallback || 'it could not be sent',
      isRecipientRefused ? 'permanent' : 'transient',
      bodySent && !responseCode,
    );
  }
}

/**
 * 550, 551 and 553 mean that there is no such mailbox, unless the enhanced code says that it is a matter of policy (5.7.x: a
 * blocked sender, no relaying), which the owner can fix while the message waits.
 */
function refusesRecipient(code: number, response: string): boolean {
  return [550, 551, 553].includes(code) && !/^\d{3}[ -]5\.7\./.test(response);
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
