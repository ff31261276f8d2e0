import type { ProviderProduct } from '@daybook/catalog';
import type { Provider, ShippingAddress } from '@daybook/contract';

/** One kind of goods to be made. `unitPrice` is what the customer paid, in the currency's minor unit. */
export interface SubmissionLine {
  title: string;
  variant: string | null;
  /** The provider's own ids, as the catalogue keeps them. */
  productId: string;
  variantId: string;
  quantity: number;
  unitPrice: number;
}

/** What a provider is asked to make and send. */
export interface Submission {
  /** Ours, at most 32 characters; the same for every try at one submission, so that a provider can be asked whether it has it. */
  externalId: string;
  /** The order's number. */
  label: string;
  currency: string;
  recipient: ShippingAddress & { email: string };
  lines: SubmissionLine[];
  /**
   * When it was first tried under this external id, kept before that try began; null while it never was, so that the
   * provider cannot have it. Printify can only be asked page by page: this says how far back.
   */
  firstAttemptedAt: Date | null;
}

/** A parcel as its provider tells of it. `key`: by which the same parcel is known again; a parcel sent again has another. */
export interface Parcel {
  key: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
}

/** Something a provider says has happened. `at` null: it does not say when. `reason` is words for a person. */
export type FulfilmentUpdate =
  | { kind: 'in_production'; at: Date | null }
  | { kind: 'parcel_shipped'; parcel: Parcel; at: Date | null }
  | { kind: 'parcel_delivered'; parcel: Parcel; at: Date | null }
  | { kind: 'parcel_returned'; parcel: Parcel; reason: string; at: Date | null }
  /** Nothing more will be sent. */
  | { kind: 'all_shipped'; at: Date | null }
  | { kind: 'on_hold'; reason: string; at: Date | null }
  | { kind: 'released'; at: Date | null }
  | { kind: 'problem'; reason: string; at: Date | null }
  | { kind: 'cancelled'; reason: string | null; at: Date | null };

export interface SubmissionResult {
  providerOrderId: string;
  /** Found under its external id, from an earlier try. */
  alreadyExisted: boolean;
}

export type Cancellation = { outcome: 'cancelled' } | { outcome: 'refused'; reason: string };

/** What has to be kept of the webhooks a provider sends us. `expiresAt` null: never. */
export interface WebhookRegistration {
  secret: string;
  expiresAt: Date | null;
  registeredAt: Date;
  url: string;
}

export type WebhookHeaders = Record<string, string | string[] | undefined>;

export interface ProviderWebhook {
  /** The same for every delivery of it. */
  eventId: string;
  type: string;
  occurredAt: Date;
  /** Null for what is about no order. */
  providerOrderId: string | null;
  updates: FulfilmentUpdate[];
  /** Whether the order has to be read at the provider to know what this means. */
  needsRefresh: boolean;
}

/** Some of a provider's products. `total`: how many it says it has; null if it does not say. */
export interface ProductPage {
  total: number | null;
  products: ProviderProduct[];
}

/** One company that makes goods and sends them. Its own words stop here. */
export interface FulfilmentProvider {
  readonly name: Provider;
  readonly isConfigured: boolean;
  /**
   * Hands the order over to be made. One that is there already under its external id is found, brought up to date where
   * the provider allows it, and sent to production if that was missed. Throws `ProviderError`.
   */
  submit(order: Submission, signal: AbortSignal): Promise<SubmissionResult>;
  /** All that the provider knows to have happened to the order, now, and in the order it happened. Throws `ProviderError`. */
  getUpdates(providerOrderId: string, signal: AbortSignal): Promise<FulfilmentUpdate[]>;
  /** The provider's id of what an earlier try may have made, under our external id; null when it made nothing. Throws `ProviderError`. */
  findOrderId(externalId: string, firstAttemptedAt: Date, signal: AbortSignal): Promise<string | null>;
  /** Also `cancelled` when it was already. Throws `ProviderError` when it cannot be asked. */
  cancel(providerOrderId: string, signal: AbortSignal): Promise<Cancellation>;
  /**
   * Has the provider send its webhooks to `url`, or renews that; gives what has to be kept, which is `known` itself where
   * nothing had to change. Throws `ProviderError`.
   */
  registerWebhooks(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration>;
  /**
   * All of its products, a page at a time: the next one is asked for when the one before is done with. Waits when it is
   * told to. Throws `ProviderError`.
   */
  listProducts(signal: AbortSignal): AsyncIterable<ProductPage>;
  /** Judges the raw body by its signature, with any of the secrets. */
  verify(rawBody: Buffer, headers: WebhookHeaders, secrets: string[]): 'good' | 'bad signature';
  /** Reads a verified webhook; an unknown type gives no news. Throws `ZodError` on a body that is not the provider's. */
  parseWebhook(body: string): ProviderWebhook;
}
