import { randomUUID } from 'node:crypto';

export interface Mail {
  id: string;
  receivedAt: Date;
  /** The addresses of the SMTP conversation, not of the headers. */
  envelope: { from: string; to: string[] };
  from: string;
  to: string;
  subject: string;
  messageId: string | null;
  headers: { name: string; value: string }[];
  /** Attached pictures are inlined. */
  html: string | null;
  text: string | null;
  attachments: { name: string; type: string; bytes: number }[];
}

export async function parseMail(message: Buffer, envelope: Mail['envelope']): Promise<Mail> {
  // a large library: the sandbox starts sooner without it
  const { simpleParser } = await import('mailparser');
  const parsed = await simpleParser(message, { skipTextToHtml: true, skipHtmlToText: true });
  const recipients = [parsed.to ?? []].flat().map(({ text }) => text);
  return {
    id: randomUUID(),
    receivedAt: new Date(),
    envelope,
    from: parsed.from?.text ?? envelope.from,
    to: recipients.join(', ') || envelope.to.join(', '),
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? null,
    headers: parsed.headerLines.map(({ line }) => parseHeader(line)),
    html: parsed.html || null,
    text: parsed.text ?? null,
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? 'without a name',
      type: contentType,
      bytes: size,
    })),
  };
}

function parseHeader(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  return {
    name: line.slice(0, colon),
    value: line
      .slice(colon + 1)
      .replaceAll(/\r?\n\s+/g, ' ')
      .trim(),
  };
}
