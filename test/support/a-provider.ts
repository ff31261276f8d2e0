import type { ProviderProduct } from '@daybook/catalog';
import {
  ProviderError,
  type FulfilmentProvider,
  type ProductPage,
  type FulfilmentUpdate,
  type Submission,
  type WebhookRegistration,
} from '@daybook/fulfilment';
import type { Provider } from '@daybook/contract';

/** An in-process provider whose behaviour a test controls. */
export class AProvider implements FulfilmentProvider {
  readonly isConfigured = true;
  readonly orders = new Map<string, Submission>();
  /** How the next submissions fail; `lost` still creates the order and loses only the response. */
  readonly submitFailures: ('lost' | 'hangs' | ProviderError)[] = [];
  /** Why it refuses the next cancellations. */
  readonly refusals: (string | ProviderError)[] = [];
  updates: FulfilmentUpdate[] = [];
  /** The product pages it lists. */
  listed: ProviderProduct[][] = [];
  /** The errors of its next pages; null for a page that succeeds. */
  readonly listFailures: (ProviderError | null)[] = [];
  /** Called before each page is returned. */
  beforePage: (page: number) => void | Promise<void> = () => undefined;
  submissions = 0;

  constructor(readonly name: Provider) {}

  async submit(order: Submission, signal: AbortSignal): Promise<{ providerOrderId: string; alreadyExisted: boolean }> {
    this.submissions += 1;
    const failure = this.submitFailures.shift();
    if (failure instanceof ProviderError) throw failure;
    if (failure === 'hangs')
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('interrupted'))));
    const alreadyExisted = this.orders.has(order.externalId);
    this.orders.set(order.externalId, order);
    if (failure === 'lost') throw new ProviderError('it did not answer within 10 s');
    return { providerOrderId: `${this.name}-${order.externalId}`, alreadyExisted };
  }
  async getUpdates(): Promise<FulfilmentUpdate[]> {
    return this.updates;
  }
  async findOrderId(externalId: string): Promise<string | null> {
    return this.orders.has(externalId) ? `${this.name}-${externalId}` : null;
  }
  async cancel(): ReturnType<FulfilmentProvider['cancel']> {
    const refusal = this.refusals.shift();
    if (refusal instanceof ProviderError) throw refusal;
    return refusal === undefined ? { outcome: 'cancelled' } : { outcome: 'refused', reason: refusal };
  }
  async registerWebhooks(...[url]: Parameters<FulfilmentProvider['registerWebhooks']>): Promise<WebhookRegistration> {
    return { url, secret: 'secret', registeredAt: new Date(), expiresAt: null };
  }
  async *listProducts(): AsyncGenerator<ProductPage> {
    for (let page = 0; page < this.listed.length; page += 1) {
      await this.beforePage(page);
      const failure = this.listFailures.shift();
      if (failure) throw failure;
      yield { total: this.listed.flat().length, products: this.listed[page] ?? [] };
    }
  }
  verify(): 'good' {
    return 'good';
  }
  parseWebhook(): never {
    throw new Error('It sends none.');
  }
}
