import { simpleParser } from 'mailparser';
import { randomUUID } from 'node:crypto';

export interface Mail {
  id: string;
  receivedAt: Date;
  /** Who the server was told it is from, and for: bounces go to the one, the mail to the others. */
  envelope: { from: string; to: string[] };
  from: string;
  to: string;
  subject: string;
  messageId: string | null;
  headers: { name: string; value: string }[];
  /** Pictures that came with it stand in it. */
  html: string | null;
  text: string | null;
  attachments: { name: string; type: string; bytes: number }[];
}

/** Reads a message as it was sent. */
export async function readMail(message: Buffer, envelope: Mail['envelope']): Promise<Mail> {
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
    headers: parsed.headerLines.map(({ line }) => headerOf(line)),
    html: parsed.html || null,
    text: parsed.text ?? null,
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? 'without a name',
      type: contentType,
      bytes: size,
    })),
  };
}

function headerOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  return {
    name: line.slice(0, colon),
    value: line
      .slice(colon + 1)
      .replaceAll(/\r?\n\s+/g, ' ')
      .trim(),
  };
}
