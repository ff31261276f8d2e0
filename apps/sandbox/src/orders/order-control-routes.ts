import { providers } from '@daybook/contract';
import { z } from 'zod';
import { limitParam, parse, type RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { webhookDeliveryOptions } from '../webhooks/provider-webhooks.js';
import { orderActionNames } from './order-actions.js';
import { isDelivered, type ProviderOrder } from './provider-order.js';

const listQuery = z.object({
  provider: z.enum(providers).optional(),
  externalId: z.string().optional(),
  limit: limitParam(200, 5_000),
});
const actionRequest = z.strictObject({
  action: z.enum(orderActionNames),
  reason: z.string().min(1).max(1_000).optional(),
});
const autoAdvanceRequest = z.strictObject({ stepMs: z.int().min(0).max(86_400_000) });

/** The providers' orders and webhooks, for tests and scripts. */
export function orderControlRoutes({
  providerOrders,
  lifecycle,
  providerWebhooks,
  printifyWebhooks,
}: Services): RouteTable {
  return {
    'GET /sandbox/provider-orders': ({ query }) => {
      const { provider, externalId, limit } = parse(listQuery, query);
      const found = providerOrders
        .newestFirst(provider)
        .filter((order) => externalId === undefined || order.externalId === externalId);
      return { items: found.slice(0, limit).map(toJson) };
    },
    'GET /sandbox/provider-orders/:id': ({ id }) => ({
      ...toJson(providerOrders.get(id)),
      webhooks: providerWebhooks.findByOrder(id),
    }),
    'POST /sandbox/provider-orders/:id/act': ({ id, body }) => {
      const order = providerOrders.get(id);
      const { action, reason } = parse(actionRequest, body);
      lifecycle.act(order, action, reason);
      return toJson(order);
    },
    'GET /sandbox/auto-advance': () => ({ stepMs: lifecycle.stepMs }),
    'PUT /sandbox/auto-advance': ({ body }) => {
      const { stepMs } = parse(autoAdvanceRequest, body);
      lifecycle.setStepMs(stepMs);
      return { stepMs };
    },
    'GET /sandbox/delivery-options': () => ({ ...providerWebhooks.options, paused: printifyWebhooks.pausedUrls() }),
    'PUT /sandbox/delivery-options': ({ body }) => (providerWebhooks.options = parse(webhookDeliveryOptions, body)),
    'POST /sandbox/resume-webhooks': () => printifyWebhooks.resumeAll(),
  };
}

const toJson = (order: ProviderOrder) => ({ ...order, delivered: isDelivered(order) });
