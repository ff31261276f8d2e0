import type { MailService, RejectionReason } from '@daybook/contract';
import type { WebhookEnvelope } from '@daybook/webhooks';
import type { IncomingHttpHeaders } from 'node:http';

/** A message that did not arrive, or whose reader wants no more. */
export interface Bounce {
  /**
   * `undeliverable`: the address does not work. `refused`: this message was refused, which says nothing about the address.
   * `failed`: the service accepted it and never sent it. `complaint`: it arrived and was reported as spam. `unsubscribed`: its
   * reader uses the service's own link to get no more.
   */
  kind: 'undeliverable' | 'refused' | 'failed' | 'complaint' | 'unsubscribed';
  /** Our own id, from the tracking header. */
  mailId: string | null;
  /** The Message-ID header, with its angle brackets. */
  messageId: string | null;
  to: string | null;
  subject: string | null;
  /** In the service's words. */
  reason: string | null;
}

export type Verdict = 'valid' | RejectionReason;

/** The protocol of one mail service's webhooks. */
export interface MailServiceAdapter {
  readonly name: MailService;
  readonly secretSetting: string;
  readonly eventTypes: readonly string[];
  /** The domain of its mail servers. */
  readonly mailServerDomain: string;
  /** What the headers alone say; `valid` where only the body can tell. */
  verifyHeaders(request: { headers: IncomingHttpHeaders; secrets: string[] }): Verdict;
  verify(request: { body: Buffer; headers: IncomingHttpHeaders; secrets: string[]; now: Date }): Verdict;
  /** Throws a `ZodError`. */
  parse(body: string, headers: IncomingHttpHeaders): WebhookEnvelope;
  /** Null for every other event. Throws a `ZodError`. */
  parseBounce(body: string): Bounce | null;
}
