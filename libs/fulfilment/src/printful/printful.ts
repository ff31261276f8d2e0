import { defaultLimits, type HttpLimits } from '../provider/provider-http.js';
import type { FulfilmentProvider } from '../provider/provider.js';
import { defaultRetryPolicy, type RetryPolicy } from '../provider/retry.js';
import { createPrintfulApi, type PrintfulAccount } from './printful-api.js';
import { PrintfulOrders } from './printful-orders.js';
import { PrintfulProducts } from './printful-products.js';
import { PrintfulRegistration } from './printful-registration.js';
import { mayHaveParcels, toUpdates } from './printful-updates.js';
import {
  eventTypes,
  hasPrintfulSignature,
  parsePrintfulEnvelope,
  parsePrintfulWebhook,
  verifyPrintfulSignature,
} from './printful-webhook.js';

export function createPrintful(
  account: PrintfulAccount,
  limits: HttpLimits = defaultLimits,
  retryPolicy: RetryPolicy = defaultRetryPolicy,
): FulfilmentProvider {
  const api = createPrintfulApi(account, limits);
  const orders = new PrintfulOrders(api);
  const products = new PrintfulProducts(api, retryPolicy);
  const registration = new PrintfulRegistration(api, account.webhookSecrets.length > 0);
  return {
    name: 'printful',
    isConfigured: api.isConfigured,
    submit: (order, signal) => orders.submit(order, signal),
    getUpdates: async (providerOrderId, signal) => {
      const order = await orders.get(providerOrderId, signal);
      return toUpdates(order, mayHaveParcels(order) ? await orders.shipments(providerOrderId, signal) : []);
    },
    findOrderId: async (externalId, _firstAttemptedAt, signal) =>
      (await orders.findByExternalId(externalId, signal))?.id ?? null,
    cancel: (providerOrderId, signal) => orders.cancel(providerOrderId, signal),
    registerWebhooks: (url, known, signal) => registration.ensure(url, known, signal),
    listProducts: (cursor, signal) => products.listPage(cursor, signal),
    eventTypes,
    hasSignature: hasPrintfulSignature,
    verifyWebhook: verifyPrintfulSignature,
    parseWebhookEnvelope: parsePrintfulEnvelope,
    parseWebhook: parsePrintfulWebhook,
  };
}
