import type {
  Cancellation,
  FulfilmentProvider,
  ProductPage,
  FulfilmentUpdate,
  ProviderWebhook,
  Submission,
  SubmissionResult,
  WebhookHeaders,
  WebhookRegistration,
} from '../provider/provider.js';
import { defaultRetryPolicy, type RetryPolicy } from '../provider/retry.js';
import { defaultLimits, type HttpLimits } from '../provider/provider-http.js';
import { PrintfulApi, type PrintfulAccount } from './printful-api.js';
import { mayHaveParcels, toUpdates } from './printful-updates.js';
import { PrintfulOrders } from './printful-orders.js';
import { PrintfulProducts } from './printful-products.js';
import { PrintfulRegistration } from './printful-registration.js';
import { parsePrintfulWebhook, verifyPrintful } from './printful-webhook.js';

export class Printful implements FulfilmentProvider {
  readonly name = 'printful';
  readonly #api: PrintfulApi;
  readonly #orders: PrintfulOrders;
  readonly #products: PrintfulProducts;
  readonly #registration: PrintfulRegistration;

  constructor(
    account: PrintfulAccount,
    limits: HttpLimits = defaultLimits,
    patience: RetryPolicy = defaultRetryPolicy,
  ) {
    this.#api = new PrintfulApi(account, limits);
    this.#orders = new PrintfulOrders(this.#api);
    this.#products = new PrintfulProducts(this.#api, patience);
    this.#registration = new PrintfulRegistration(this.#api);
  }

  get isConfigured(): boolean {
    return this.#api.isConfigured;
  }

  submit(order: Submission, signal: AbortSignal): Promise<SubmissionResult> {
    return this.#orders.submit(order, signal);
  }

  async getUpdates(providerOrderId: string, signal: AbortSignal): Promise<FulfilmentUpdate[]> {
    const order = await this.#orders.get(providerOrderId, signal);
    const shipments = mayHaveParcels(order) ? await this.#orders.shipments(providerOrderId, signal) : [];
    return toUpdates(order, shipments);
  }

  async findOrderId(externalId: string, _firstAttemptedAt: Date, signal: AbortSignal): Promise<string | null> {
    return (await this.#orders.find(`@${externalId}`, signal))?.id ?? null;
  }

  cancel(providerOrderId: string, signal: AbortSignal): Promise<Cancellation> {
    return this.#orders.cancel(providerOrderId, signal);
  }

  registerWebhooks(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration> {
    return this.#registration.renew(url, known, signal);
  }

  listProducts(signal: AbortSignal): AsyncIterable<ProductPage> {
    return this.#products.pages(signal);
  }

  verify(rawBody: Buffer, headers: WebhookHeaders, secrets: string[]): 'good' | 'bad signature' {
    return verifyPrintful(rawBody, headers, secrets);
  }

  parseWebhook(body: string): ProviderWebhook {
    return parsePrintfulWebhook(body);
  }
}
