import { Settings } from '@daybook/config';
import type { Provider } from '@daybook/contract';
import { Injectable } from '@nestjs/common';

/** Where Stripe and the providers show people what Daybook calls by an id. */
@Injectable()
export class OutsidePages {
  constructor(private readonly settings: Settings) {}

  payment(paymentIntentId: string): string | null {
    const { apiUrl, secretKey } = this.settings.stripe;
    if (isStandIn(apiUrl)) return new URL(`/payments#${encodeURIComponent(paymentIntentId)}`, apiUrl).href;
    if (secretKey === undefined) return null;
    const mode = /^[a-z]+_test_/.test(secretKey) ? 'test/' : '';
    return `https://dashboard.stripe.com/${mode}payments/${encodeURIComponent(paymentIntentId)}`;
  }

  providerOrder(provider: Provider, providerOrderId: string): string {
    const id = encodeURIComponent(providerOrderId);
    const { apiUrl } = this.settings[provider];
    if (isStandIn(apiUrl)) return new URL(`/providers?open=${id}#order-${id}`, apiUrl).href;
    // Printify documents no address of a single order
    return provider === 'printful'
      ? `https://www.printful.com/dashboard?order_id=${id}`
      : 'https://printify.com/app/orders';
  }
}

/** The sandbox, which has pages of its own. */
const isStandIn = (apiUrl: string) => apiUrl.startsWith('http:');
