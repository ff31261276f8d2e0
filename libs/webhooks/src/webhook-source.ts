import type { RejectionReason, WebhookSourceName } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import type { IncomingHttpHeaders } from 'node:http';

/** A webhook as it stands in the inbox. */
export interface StoredWebhook {
  id: string;
  eventId: string;
  type: string;
  occurredAt: Date;
  body: string;
}

/** What a verified body says of itself. */
export interface WebhookEnvelope {
  eventId: string;
  type: string;
  /** When it happened, by the clock of whoever sends it. */
  occurredAt: Date;
}

/** The signature (or the basic auth) is not one of ours, or too old. */
export class WebhookRejectedError extends Error {
  override readonly name = 'WebhookRejectedError';
  constructor(readonly reason: RejectionReason) {
    super(reason);
  }
}

/** Signed by whom it should be, but not a body that can be read. */
export class WebhookUnreadableError extends Error {
  override readonly name = 'WebhookUnreadableError';
}

/** `ignored`: a type nobody here acts upon. */
export type ProcessOutcome = 'processed' | 'ignored';

/** One outside service that sends webhooks; implemented by the library that talks with it. */
export interface WebhookSource {
  readonly name: WebhookSourceName;
  /** The setting without which this source's webhooks can be neither verified nor accepted. */
  readonly secretSetting: string;
  readonly isConfigured: boolean;
  /** Whether the shop has to do with the service at all: one that has not is not missed. */
  readonly isUsed: boolean;
  /** Throws `WebhookRejectedError`. */
  verify(body: Buffer, headers: IncomingHttpHeaders, now: Date): void | Promise<void>;
  /** Reads a verified body; of some services its id stands in the headers. Throws `WebhookUnreadableError`. */
  parse(body: string, headers: IncomingHttpHeaders): WebhookEnvelope;
  /** Acts upon a stored webhook, in `tx`. It may come twice and in any order; throwing means: try again later. */
  process(tx: Transaction, webhook: StoredWebhook): Promise<ProcessOutcome>;
}
