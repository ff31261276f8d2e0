import type {
  Cancellation,
  FulfilmentProvider,
  ProductPage,
  ProviderNews,
  ProviderWebhook,
  Submission,
  SubmissionReceipt,
  WebhookHeaders,
  WebhookRegistration,
} from '../provider/provider.js';
import { usualPatience, type Patience } from '../provider/patience.js';
import { usualLimits, type HttpLimits } from '../provider/provider-http.js';
import { PrintifyApi, type PrintifyAccount } from './printify-api.js';
import { newsOf } from './printify-news.js';
import { PrintifyOrders } from './printify-orders.js';
import { PrintifyProducts } from './printify-products.js';
import { PrintifyRegistration } from './printify-registration.js';
import { readPrintifyWebhook, verifyPrintify } from './printify-webhook.js';

export class Printify implements FulfilmentProvider {
  readonly name = 'printify';
  readonly #api: PrintifyApi;
  readonly #orders: PrintifyOrders;
  readonly #products: PrintifyProducts;
  readonly #registration: PrintifyRegistration;

  constructor(account: PrintifyAccount, limits: HttpLimits = usualLimits, patience: Patience = usualPatience) {
    this.#api = new PrintifyApi(account, limits);
    this.#orders = new PrintifyOrders(this.#api);
    this.#products = new PrintifyProducts(this.#api, account.currency, patience);
    this.#registration = new PrintifyRegistration(this.#api, account.webhookSecrets[0]);
  }

  get isConfigured(): boolean {
    return this.#api.isConfigured;
  }

  submit(order: Submission, signal: AbortSignal): Promise<SubmissionReceipt> {
    return this.#orders.submit(order, signal);
  }

  async read(providerOrderId: string, signal: AbortSignal): Promise<ProviderNews[]> {
    return newsOf(await this.#orders.get(providerOrderId, signal), new Date());
  }

  async find(externalId: string, firstTriedAt: Date, signal: AbortSignal): Promise<string | null> {
    return (await this.#orders.find(externalId, firstTriedAt, signal))?.id ?? null;
  }

  cancel(providerOrderId: string, signal: AbortSignal): Promise<Cancellation> {
    return this.#orders.cancel(providerOrderId, signal);
  }

  registerWebhooks(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration> {
    return this.#registration.renew(url, known, signal);
  }

  products(signal: AbortSignal): AsyncIterable<ProductPage> {
    return this.#products.pages(signal);
  }

  verify(rawBody: Buffer, headers: WebhookHeaders, secrets: string[]): 'good' | 'bad signature' {
    return verifyPrintify(rawBody, headers, secrets);
  }

  readWebhook(body: string): ProviderWebhook {
    return readPrintifyWebhook(body);
  }
}
