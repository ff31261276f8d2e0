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
import { PrintfulApi, type PrintfulAccount } from './printful-api.js';
import { mayHaveParcels, newsOf } from './printful-news.js';
import { PrintfulOrders } from './printful-orders.js';
import { PrintfulProducts } from './printful-products.js';
import { PrintfulRegistration } from './printful-registration.js';
import { readPrintfulWebhook, verifyPrintful } from './printful-webhook.js';

export class Printful implements FulfilmentProvider {
  readonly name = 'printful';
  readonly #api: PrintfulApi;
  readonly #orders: PrintfulOrders;
  readonly #products: PrintfulProducts;
  readonly #registration: PrintfulRegistration;

  constructor(account: PrintfulAccount, limits: HttpLimits = usualLimits, patience: Patience = usualPatience) {
    this.#api = new PrintfulApi(account, limits);
    this.#orders = new PrintfulOrders(this.#api);
    this.#products = new PrintfulProducts(this.#api, patience);
    this.#registration = new PrintfulRegistration(this.#api);
  }

  get isConfigured(): boolean {
    return this.#api.isConfigured;
  }

  submit(order: Submission, signal: AbortSignal): Promise<SubmissionReceipt> {
    return this.#orders.submit(order, signal);
  }

  async read(providerOrderId: string, signal: AbortSignal): Promise<ProviderNews[]> {
    const order = await this.#orders.get(providerOrderId, signal);
    const shipments = mayHaveParcels(order) ? await this.#orders.shipments(providerOrderId, signal) : [];
    return newsOf(order, shipments);
  }

  async find(externalId: string, _firstTriedAt: Date, signal: AbortSignal): Promise<string | null> {
    return (await this.#orders.find(`@${externalId}`, signal))?.id ?? null;
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
    return verifyPrintful(rawBody, headers, secrets);
  }

  readWebhook(body: string): ProviderWebhook {
    return readPrintfulWebhook(body);
  }
}
