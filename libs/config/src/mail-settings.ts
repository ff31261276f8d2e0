import { isIP } from 'node:net';
import { z } from 'zod';

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps://`); otherwise STARTTLS where the server offers it. */
  usesImplicitTls: boolean;
  credentials: { user: string; password: string } | null;
  /** On this machine, where nobody can intercept the connection. */
  isLocal: boolean;
}

/** The sender of the shop's e-mails; `name` is null when only an address is set. */
export interface Sender {
  name: string | null;
  address: string;
}

const standardPorts = { 'smtp:': 587, 'smtps:': 465 } as const;

const isSmtp = (protocol: string): protocol is keyof typeof standardPorts => protocol in standardPorts;
const isLocalHost = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function parseMailServer(text: string): MailServer | null {
  const url = URL.parse(text);
  if (!url || !isSmtp(url.protocol) || url.hostname === '') return null;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const password = decode(url.password);
  const user = decode(url.username);
  if (user === null || password === null || (user === '') !== (password === '')) return null;
  return {
    host,
    port: url.port === '' ? standardPorts[url.protocol] : Number(url.port),
    usesImplicitTls: url.protocol === 'smtps:',
    credentials: user === '' ? null : { user, password },
    isLocal: isLocalHost(host),
  };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const senderPattern =
  /^(?:(?:"(?<quoted>[^"\p{Cc}]*)"|(?<name>[^<>"\p{Cc}]*?))\s*<(?<bracketed>[^<>]+)>|(?<bare>[^<>]+))$/u;

function parseSender(text: string): Sender | null {
  const { quoted, name = quoted, bracketed, bare } = senderPattern.exec(text.trim())?.groups ?? {};
  const address = z.email().safeParse(bracketed ?? bare);
  return address.success ? { name: name || null, address: address.data } : null;
}

const parsedBy = <T>(parse: (text: string) => T | null, message: string) =>
  z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

export const mailServer = parsedBy(
  parseMailServer,
  'has to be an address such as smtps://user:password@mail.example.com (smtp:// for STARTTLS)',
);

export const sender = parsedBy(
  parseSender,
  'has to be an address such as orders@shop.example, or My shop <orders@shop.example>',
);
