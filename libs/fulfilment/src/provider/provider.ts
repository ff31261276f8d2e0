import type { Provider, ShippingAddress } from '@daybook/contract';

export interface SubmissionLine {
  title: string;
  variant: string | null;
  /** The provider's own ids. */
  productId: string;
  variantId: string;
  quantity: number;
  /** Minor units of the submission's currency. */
  unitPrice: number;
}

/** What a provider is asked to make and send. */
export interface Submission {
  /** Ours, 32 characters at most; the same for every try, so that the provider can be asked whether it has it. */
  externalId: string;
  /** What people call it: the order's number. */
  label: string;
  currency: string;
  recipient: ShippingAddress & { email: string };
  lines: SubmissionLine[];
}

/** A parcel as its provider tells of it. */
export interface Parcel {
  /** By which the same parcel is known again; one that is sent again has another. */
  key: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
}

/** Something a provider says has happened. */
export type News =
  | { kind: 'in_production' }
  | { kind: 'parcel_shipped'; parcel: Parcel }
  | { kind: 'parcel_delivered'; parcel: Parcel }
  /** Nothing more will be sent. */
  | { kind: 'all_shipped' }
  | { kind: 'on_hold'; reason: string }
  | { kind: 'released' }
  | { kind: 'problem'; reason: string }
  | { kind: 'cancelled'; reason: string | null };

/** `at` null: the provider does not say when. */
export type ProviderNews = News & { at: Date | null };

export interface WebhookRegistration {
  secret: string;
  url: string;
  registeredAt: Date;
  expiresAt: Date | null;
}

export interface ProviderWebhook {
  /** Null where the provider gives none. */
  eventId: string | null;
  type: string;
  occurredAt: Date;
  /** Null for what is about no order. */
  providerOrderId: string | null;
  news: ProviderNews[];
  /** The order has to be read to know all that this means. */
  wantsLook: boolean;
}

/** Somebody who makes goods and sends them. Every call ends within its client's timeout, or when `signal` is aborted. */
export interface FulfilmentProvider {
  readonly name: Provider;
  readonly isConfigured: boolean;
  /** The settings it wants, for a sentence. */
  readonly missingSettings: string;
  /** Webhook secrets of the settings: given by an owner who registered the webhooks by hand. */
  readonly givenSecrets: string[];
  /** Hands an order over to be made, or finds the one that is there already. Throws `ProviderError`. */
  submit(order: Submission, signal: AbortSignal): Promise<{ providerOrderId: string; wasThere: boolean }>;
  /** All that has happened to an order. Throws `ProviderError`. */
  read(providerOrderId: string, signal: AbortSignal): Promise<ProviderNews[]>;
  /** Throws `ProviderError` when the provider cannot be asked. */
  cancel(
    providerOrderId: string,
    signal: AbortSignal,
  ): Promise<{ outcome: 'cancelled' } | { outcome: 'refused'; reason: string }>;
  /** Makes the provider send its webhooks to `url`. Throws `ProviderError`. */
  registerWebhooks(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration>;
  verify(
    rawBody: Buffer,
    headers: Record<string, string | string[] | undefined>,
    secrets: string[],
  ): 'good' | 'bad signature';
  /** Reads a verified body. Throws when it is not one of the provider's. */
  readWebhook(body: string): ProviderWebhook;
}

/** `message` is the part of a sentence that a person needs, such as "insufficient stock for M Black". */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** Seconds the provider asks us to wait. */
  readonly retryAfterSeconds: number | null;
  /** The order stands there under this external id, cancelled: a new one needs another id. */
  readonly isCancelledThere: boolean;

  constructor(
    message: string,
    {
      retryAfterSeconds = null,
      isCancelledThere = false,
      cause,
    }: Partial<Omit<ProviderError, keyof Error>> & ErrorOptions = {},
  ) {
    super(message, { cause });
    this.retryAfterSeconds = retryAfterSeconds;
    this.isCancelledThere = isCancelledThere;
  }
}
