import type { ProviderProduct } from '@daybook/catalog';
import type { Provider, ShippingAddress } from '@daybook/contract';
import type { WebhookEnvelope, WebhookRegistration } from '@daybook/webhooks';

/** `unitPrice` is what the customer paid, in the currency's minor unit. */
export interface SubmissionLine {
  title: string;
  variant: string | null;
  /** The provider's own ids, as the catalogue keeps them. */
  productId: string;
  variantId: string;
  quantity: number;
  unitPrice: number;
}

export interface SubmissionRequest {
  /** Our id, at most 32 characters. Attempts share it, so that an earlier one can be found. */
  externalId: string;
  /** The order's number. */
  label: string;
  currency: string;
  recipient: ShippingAddress & { email: string };
  lines: SubmissionLine[];
  /**
   * The first attempt under this external id; null: the provider cannot know it. Printify is searched page by page: this
   * says how far back.
   */
  firstAttemptedAt: Date | null;
}

/** `key` finds the parcel again. A replacement has another; so has, at Printify, a parcel whose number is changed. */
export interface ShipmentInfo {
  key: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
}

/** Goods in a parcel, named by what the provider has of them. `quantity` null: it does not say how many. */
export interface ParcelItem {
  by: 'variantId' | 'sku';
  value: string;
  quantity: number | null;
}

/** What a provider says has happened. `at` null: it does not say when. `reason` is for people. */
export type FulfilmentUpdate =
  | { kind: 'in_production'; at: Date | null }
  /** Every parcel of the order, with the tracking it has now. Only the order says so, no webhook. */
  | { kind: 'parcels_listed'; parcels: ShipmentInfo[]; keyedBy: 'id' | 'tracking'; at: null }
  /** What is in the parcel of this key, known or not. */
  | { kind: 'parcel_packed'; key: string; items: ParcelItem[]; at: Date | null }
  | { kind: 'parcel_shipped'; parcel: ShipmentInfo; at: Date | null }
  | { kind: 'parcel_delivered'; parcel: ShipmentInfo; at: Date | null }
  | { kind: 'parcel_returned'; parcel: ShipmentInfo; reason: string; at: Date | null }
  /** No more parcels will follow. */
  | { kind: 'all_shipped'; at: Date | null }
  | { kind: 'on_hold'; reason: string; at: Date | null }
  | { kind: 'released'; at: Date | null }
  | { kind: 'problem'; reason: string; at: Date | null }
  | { kind: 'cancelled'; reason: string | null; at: Date | null };

export interface SubmissionResult {
  providerOrderId: string;
  /** An earlier attempt created it; it was found by its external id. */
  alreadyExisted: boolean;
}

export type CancellationResult = { outcome: 'cancelled' } | { outcome: 'refused'; reason: string };

export type WebhookHeaders = Record<string, string | string[] | undefined>;

export interface ProviderWebhook {
  /** Null when it is not about an order. */
  providerOrderId: string | null;
  /** What it says beside that the order has changed; none when its data are missing or unknown. */
  updates: FulfilmentUpdate[];
}

/** `total`: how many products the provider says it has in all, if it does. `next`: the cursor of the next page; null after the last. */
export interface ProductPage {
  total: number | null;
  products: ProviderProduct[];
  next: string | null;
}

/** A company that makes and ships goods. Its vocabulary stops at this interface. */
export interface FulfilmentProvider {
  readonly name: Provider;
  readonly isConfigured: boolean;
  /**
   * Submits an order. An existing one with the external id is updated where the provider allows it, and sent to production
   * if that is missing. Throws `ProviderError`.
   */
  submit(request: SubmissionRequest, signal: AbortSignal): Promise<SubmissionResult>;
  /** Everything that has happened to the order, oldest first. Throws `ProviderError`. */
  getUpdates(providerOrderId: string, signal: AbortSignal): Promise<FulfilmentUpdate[]>;
  /** The provider's id of the order that an earlier attempt may have created; null when it did not. Throws `ProviderError`. */
  findOrderId(externalId: string, firstAttemptedAt: Date, signal: AbortSignal): Promise<string | null>;
  /** `cancelled` also when it already was. Throws `ProviderError` when the provider cannot be reached. */
  cancel(providerOrderId: string, signal: AbortSignal): Promise<CancellationResult>;
  /**
   * Compares the webhooks to `url` that the provider has with those that it should have, and registers what is missing, of
   * another secret or about to expire. Returns the registration, which is `known` when nothing changed.
   * Throws `ProviderError`.
   */
  registerWebhooks(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration>;
  /** One page of the products; `cursor` null for the first. Waits when rate limited. Throws `ProviderError`. */
  listProducts(cursor: string | null, signal: AbortSignal): Promise<ProductPage>;
  /** The types of webhook that are about orders. */
  readonly eventTypes: readonly string[];
  /** Whether the headers carry something that may be a signature. */
  hasSignature(headers: WebhookHeaders): boolean;
  /** Verifies the signature of the raw body with each of the secrets. */
  verifyWebhook(rawBody: Buffer, headers: WebhookHeaders, secrets: string[]): 'valid' | 'bad signature';
  /** Reads what a verified webhook is, and nothing about its order. Throws `ZodError` on a body that is not the provider's. */
  parseWebhookEnvelope(body: string): WebhookEnvelope;
  /**
   * Parses a verified webhook of a time; what is missing or unknown makes no update. Throws `ZodError` on one of a type that is
   * about orders which does not name its order.
   */
  parseWebhook(body: string, occurredAt: Date): ProviderWebhook;
}
