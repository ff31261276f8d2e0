import type { RejectionReason, WebhookSourceName } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

export interface StoredWebhook {
  id: string;
  eventId: string;
  type: string;
  occurredAt: Date;
  body: string;
}

/** What a verified body says about itself. */
export interface WebhookEnvelope {
  /** The same for every delivery of the event. Null when it has none: the body's hash then stands for it. */
  eventId: string | null;
  type: string;
  /** When it happened, by the sender's clock. Null when the body does not say. */
  occurredAt: Date | null;
}

/** The signature or password is wrong, or the signature too old. */
export class WebhookRejectedError extends Error {
  override readonly name = 'WebhookRejectedError';
  constructor(readonly reason: RejectionReason) {
    super(reason);
  }
}

/** Its secret is not known yet, because it is being registered: it has to be sent again. */
export class WebhookTooEarlyError extends Error {
  override readonly name = 'WebhookTooEarlyError';
}

/** The sender is genuine, but the body is not understood: reading it again would not help, only an update does. */
export class WebhookUnreadableError extends Error {
  override readonly name = 'WebhookUnreadableError';
}

/**
 * `ignored`: an event that has no effect here. `waitsFor`: it has none until what it is about is known here, such as the order
 * of a payment; whoever learns of that calls `Inbox.processWaiting`. At most 255 characters. `continuedBy`: a job does the
 * rest, tells its failure as the webhook's, and resolves that once it is done.
 */
export type ProcessOutcome =
  'processed' | 'ignored' | { continuedBy: 'job' } | { waitsFor: string; continuedBy?: 'job' };

/** An outside service that sends webhooks; implemented by the library that talks to it. */
export interface WebhookSource {
  readonly name: WebhookSourceName;
  /** The types of event whose content it reads. */
  readonly eventTypes: readonly string[];
  /** The setting without which this source's webhooks cannot be verified, where it is not registered by Daybook. */
  readonly secretSetting: string;
  /** Whether the shop uses the service at all: a missing secret of one that it does not use is no problem. */
  readonly isUsed: boolean;
  /** Whether its webhooks can be verified. */
  isConfigured(): boolean | Promise<boolean>;
  /** Checks what can be checked before the body is read, so that few strangers' bodies are. Throws `WebhookRejectedError`. */
  verifyHeaders(headers: IncomingHttpHeaders): void;
  /** Throws `WebhookRejectedError` and `WebhookTooEarlyError`. */
  verify(body: Buffer, headers: IncomingHttpHeaders, now: Date): void | Promise<void>;
  /**
   * Reads the envelope of a verified body, and nothing else of it. Some services send the event id in a header, which is
   * missing when a stored body is read again. Throws when the body does not say what it is.
   */
  parse(body: string, headers: IncomingHttpHeaders): WebhookEnvelope;
  /**
   * Applies a stored webhook in `tx`. It may arrive twice and in any order. When this throws, it is attempted again later;
   * a `ZodError` or `WebhookUnreadableError` fails it at once.
   */
  process(tx: Transaction, webhook: StoredWebhook): Promise<ProcessOutcome>;
}

/** The registry of sources: each library registers its own when it starts. */
@Injectable()
export class WebhookSources {
  readonly #sources = new Map<string, WebhookSource>();

  register(source: WebhookSource): void {
    this.#sources.set(source.name, source);
  }

  find(name: string): WebhookSource | undefined {
    return this.#sources.get(name);
  }

  get all(): WebhookSource[] {
    return [...this.#sources.values()];
  }

  /** Throws for a source that no library has registered, as after a downgrade. */
  get(name: WebhookSourceName): WebhookSource {
    const source = this.#sources.get(name);
    if (!source) throw new Error(`No library processes webhooks from ${name}`);
    return source;
  }
}

/** What an envelope says; the intake makes it storable. Services send ids as numbers, too. */
export const eventType = z.string().min(1);
export const eventId = z.union([eventType, z.number().transform(String)]);

/** Parses JSON as the first step of a schema, so that invalid JSON is a `ZodError` too. */
export const jsonText = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
