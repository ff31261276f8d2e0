import { z } from 'zod';

/** What nodemailer's errors carry. */
const smtpError = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  response: z.string().optional(),
  responseCode: z.number().optional(),
});

const ofTheConnection: Partial<Record<string, (host: string) => string>> = {
  EDNS: (host) => `the mail server ${host} cannot be found`,
  ETIMEDOUT: () => 'the mail server did not answer in time',
  ESOCKET: (host) => `the mail server ${host} cannot be reached`,
  ECONNECTION: () => 'the connection to the mail server was lost',
  ETLS: () => 'no safe connection to the mail server could be made',
  EAUTH: () => 'the mail server refused the user name or the password',
  EPROTOCOL: () => 'the mail server gave an answer that makes no sense',
  EABORT: () => 'sending was broken off',
};

const longest = 300;

/** Why a message was not taken; the message is the part of a sentence, such as "mailbox unavailable". */
export class MailSendError extends Error {
  override readonly name = 'MailSendError';

  constructor(
    reason: string,
    /** `for good`: the same message to the same address will not be taken another time either. */
    readonly lasts: 'for now' | 'for good' = 'for now',
    /** The server has all of it, and did not say whether it takes it: it may be delivered. */
    readonly isUncertain = false,
  ) {
    super(reason);
  }

  static of(error: unknown, host: string, { bodySent }: { bodySent: boolean }): MailSendError {
    const { code = '', command, response, responseCode = 0 } = smtpError.safeParse(error).data ?? {};
    const isOfTheRecipient = command === 'RCPT TO' && refusesTheRecipient(responseCode, response ?? '');
    const said = code === 'EAUTH' || code === 'ETLS' ? '' : sentencePart(response ?? '');
    const known = ofTheConnection[code]?.(host) ?? (responseCode ? `the mail server answered ${responseCode}` : null);
    const lasts = isOfTheRecipient ? 'for good' : 'for now';
    return new MailSendError(said || known || 'it could not be sent', lasts, bodySent && !responseCode);
  }
}

/**
 * 550, 551 and 553 say that there is no such mailbox, unless the enhanced code says that it is a matter of policy (5.7.x:
 * a blocked sender, no relaying), which the owner can mend while the message waits.
 */
function refusesTheRecipient(code: number, response: string): boolean {
  return [550, 551, 553].includes(code) && !/^\d{3}[ -]5\.7\./.test(response);
}

/** The server's words without its codes, of the last line that has some, as they stand in the middle of a sentence. */
function sentencePart(response: string): string {
  const words = response
    .toWellFormed()
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d{3}[ -]?/, '').replace(/^\d\.\d{1,3}\.\d{1,3}\s*/, ''))
    .join(' ')
    .replaceAll(/<?[^\s<>]+@[^\s<>]+>?:?/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/[.,;:\s]+$/, '');
  const short = Array.from(words).slice(0, longest).join('');
  return /^\p{Lu}\p{Ll}/u.test(short) ? short.charAt(0).toLowerCase() + short.slice(1) : short;
}

/** One address and nothing else: no second one, no name, no line break. */
export const isAddress = (text: string) =>
  /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[^\s\p{C}<>()[\]\\,;:"@]{1,255}$/u.test(text);
