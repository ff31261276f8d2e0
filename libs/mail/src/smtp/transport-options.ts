import type { MailServer } from '@daybook/config';
import type { SMTPTransportOptions } from 'nodemailer';
import type { SmtpTimeouts } from './smtp-timeouts.js';

export function transportOptions(
  { host, port, isSecure, credentials, isLocal }: MailServer,
  { begin, silence }: SmtpTimeouts,
): SMTPTransportOptions {
  return {
    host,
    port,
    secure: isSecure,
    // a password never goes over a line that others can read
    requireTLS: credentials !== null && !isLocal,
    // on this machine STARTTLS only adds a certificate that nobody has signed
    ignoreTLS: isLocal,
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    connectionTimeout: begin,
    dnsTimeout: begin,
    greetingTimeout: begin,
    socketTimeout: silence,
  };
}
