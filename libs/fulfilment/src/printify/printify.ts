import { defaultLimits, type HttpLimits } from '../provider/provider-http.js';
import type { FulfilmentProvider } from '../provider/provider.js';
import { defaultRetryPolicy, type RetryPolicy } from '../provider/retry.js';
import { createPrintifyApi, type PrintifyAccount } from './printify-api.js';
import { PrintifyOrders } from './printify-orders.js';
import { PrintifyProducts } from './printify-products.js';
import { PrintifyRegistration } from './printify-registration.js';
import { toUpdates } from './printify-updates.js';
import {
  hasPrintifySignature,
  parsePrintifyEnvelope,
  parsePrintifyWebhook,
  topics,
  verifyPrintifySignature,
} from './printify-webhook.js';

export function createPrintify(
  account: PrintifyAccount,
  limits: HttpLimits = defaultLimits,
  retryPolicy: RetryPolicy = defaultRetryPolicy,
): FulfilmentProvider {
  const api = createPrintifyApi(account, limits);
  const orders = new PrintifyOrders(api);
  const products = new PrintifyProducts(api, account.currency, retryPolicy);
  const registration = new PrintifyRegistration(api, account.webhookSecrets[0]);
  return {
    name: 'printify',
    isConfigured: api.isConfigured,
    submit: (order, signal) => orders.submit(order, signal),
    getUpdates: async (providerOrderId, signal) => toUpdates(await orders.get(providerOrderId, signal), new Date()),
    findOrderId: async (externalId, firstAttemptedAt, signal) =>
      (await orders.find(externalId, firstAttemptedAt, signal))?.id ?? null,
    cancel: (providerOrderId, signal) => orders.cancel(providerOrderId, signal),
    registerWebhooks: (url, known, signal) => registration.ensure(url, known, signal),
    listProducts: (cursor, signal) => products.listPage(cursor, signal),
    eventTypes: topics,
    hasSignature: hasPrintifySignature,
    verifyWebhook: verifyPrintifySignature,
    parseWebhookEnvelope: parsePrintifyEnvelope,
    parseWebhook: parsePrintifyWebhook,
  };
}
