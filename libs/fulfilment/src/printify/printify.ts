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
import { PrintifyApi, type PrintifyAccount } from './printify-api.js';
import { toUpdates } from './printify-updates.js';
import { PrintifyOrders } from './printify-orders.js';
import { PrintifyProducts } from './printify-products.js';
import { PrintifyRegistration } from './printify-registration.js';
import { parsePrintifyWebhook, verifyPrintify } from './printify-webhook.js';

export class Printify implements FulfilmentProvider {
  readonly name = 'printify';
  readonly #api: PrintifyApi;
  readonly #orders: PrintifyOrders;
  readonly #products: PrintifyProducts;
  readonly #registration: PrintifyRegistration;

  constructor(
    account: PrintifyAccount,
    limits: HttpLimits = defaultLimits,
    patience: RetryPolicy = defaultRetryPolicy,
  ) {
    this.#api = new PrintifyApi(account, limits);
    this.#orders = new PrintifyOrders(this.#api);
    this.#products = new PrintifyProducts(this.#api, account.currency, patience);
    this.#registration = new PrintifyRegistration(this.#api, account.webhookSecrets[0]);
  }

  get isConfigured(): boolean {
    return this.#api.isConfigured;
  }

  submit(order: Submission, signal: AbortSignal): Promise<SubmissionResult> {
    return this.#orders.submit(order, signal);
  }

  async getUpdates(providerOrderId: string, signal: AbortSignal): Promise<FulfilmentUpdate[]> {
    return toUpdates(await this.#orders.get(providerOrderId, signal), new Date());
  }

  async findOrderId(externalId: string, firstAttemptedAt: Date, signal: AbortSignal): Promise<string | null> {
    return (await this.#orders.find(externalId, firstAttemptedAt, signal))?.id ?? null;
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
    return verifyPrintify(rawBody, headers, secrets);
  }

  parseWebhook(body: string): ProviderWebhook {
    return parsePrintifyWebhook(body);
  }
}
