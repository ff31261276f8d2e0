import { isIP } from 'node:net';
import { z } from 'zod';

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps://`); otherwise STARTTLS where the server offers it. */
  isSecure: boolean;
  credentials: { user: string; password: string } | null;
  /** On this machine: there is no way on which anybody could listen. */
  isLocal: boolean;
}

/** Who the shop's e-mails come from; `name` null where only an address was given. */
export interface Sender {
  name: string | null;
  address: string;
}

const standardPorts = { 'smtp:': 587, 'smtps:': 465 } as const;

const isSmtp = (protocol: string): protocol is keyof typeof standardPorts => protocol in standardPorts;
const isLocalHost = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function readMailServer(text: string): MailServer | null {
  const url = URL.parse(text);
  if (!url || !isSmtp(url.protocol) || url.hostname === '') return null;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const password = decoded(url.password);
  const user = decoded(url.username);
  if (user === null || password === null || (user === '') !== (password === '')) return null;
  return {
    host,
    port: url.port === '' ? standardPorts[url.protocol] : Number(url.port),
    isSecure: url.protocol === 'smtps:',
    credentials: user === '' ? null : { user, password },
    isLocal: isLocalHost(host),
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const addressed =
  /^(?:(?:"(?<quoted>[^"\p{Cc}]*)"|(?<name>[^<>"\p{Cc}]*?))\s*<(?<bracketed>[^<>]+)>|(?<bare>[^<>]+))$/u;

function readSender(text: string): Sender | null {
  const { quoted, name = quoted, bracketed, bare } = addressed.exec(text.trim())?.groups ?? {};
  const address = z.email().safeParse(bracketed ?? bare);
  return address.success ? { name: name || null, address: address.data } : null;
}

const asRead = <T>(read: (text: string) => T | null, wish: string) =>
  z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: wish });
    return z.NEVER;
  });

export const mailServer = asRead(
  readMailServer,
  'has to be an address such as smtps://user:password@mail.example.com (smtp:// for STARTTLS)',
);

export const sender = asRead(
  readSender,
  'has to be an address such as orders@shop.example, or My shop <orders@shop.example>',
);
