import type { MailServer } from '@daybook/config';
import type { SMTPTransportOptions } from 'nodemailer';

/** How long a mail server may take. The total stays below the job's timeout and the longest time a row may stay locked. */
export class SmtpTimeouts {
  constructor(
    /** For the DNS lookup, the connection and the greeting, each. */
    readonly connectMs = 10_000,
    /** Between two replies. */
    readonly idleMs = 30_000,
    /** For the whole message, however often the server replies. */
    readonly totalMs = 45_000,
  ) {}
}

export function transportOptions(
  { host, port, usesImplicitTls, credentials, isLocal }: MailServer,
  { connectMs, idleMs }: SmtpTimeouts,
): SMTPTransportOptions {
  return {
    host,
    port,
    secure: usesImplicitTls,
    // a password never crosses a connection that others can read
    requireTLS: credentials !== null && !isLocal,
    // on this machine STARTTLS only adds a self-signed certificate
    ignoreTLS: isLocal,
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    connectionTimeout: connectMs,
    dnsTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: idleMs,
  };
}
