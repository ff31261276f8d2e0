import type { MailService, RejectionReason } from '@daybook/contract';
import type { WebhookEnvelope } from '@daybook/webhooks';
import type { IncomingHttpHeaders } from 'node:http';

/** What a service tells of a message that did not reach anybody, or was not welcome. */
export interface Bounce {
  /**
   * `undeliverable`: nobody can be reached at that address. `refused`: this message was not taken, which says nothing of the
   * address. `complaint`: it arrived, and was called spam.
   */
  what: 'undeliverable' | 'refused' | 'complaint';
  /** The id that the message carried in a header of its own. */
  mailId: string | null;
  /** As it stands in its header, with its angle brackets. */
  messageId: string | null;
  to: string | null;
  subject: string | null;
  /** In the service's words. */
  reason: string | null;
}

export type Verdict = 'good' | RejectionReason;

/** What Daybook knows of one mail service. */
export interface MailServiceAdapter {
  readonly name: MailService;
  readonly secretSetting: string;
  /** What the host of its mail servers ends in. */
  readonly host: string;
  verify(given: { body: Buffer; headers: IncomingHttpHeaders; secrets: string[]; now: Date }): Verdict;
  /** Throws what zod throws. */
  read(body: string, headers: IncomingHttpHeaders): WebhookEnvelope;
  /** Null: nothing that anybody has to hear of. Throws what zod throws. */
  parseBounce(body: string): Bounce | null;
}
