import { providerLabels } from '@daybook/contract';
import { orderActionNames, orderActions } from '../orders/order-actions.js';
import { isDelivered, type OrderState, type Parcel, type ProviderOrder } from '../orders/provider-order.js';
import { printfulStatus } from '../printful/printful-format.js';
import { printifyStatus } from '../printify/printify-format.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { ProviderWebhook } from '../webhooks/provider-webhooks.js';
import { badge, type Tone } from './layout.js';

const states: Record<OrderState, [tone: Tone, label: string]> = {
  draft: ['warning', 'Not confirmed'],
  accepted: ['info', 'Accepted'],
  in_production: ['info', 'In production'],
  partly_shipped: ['info', 'Partly shipped'],
  shipped: ['info', 'Shipped'],
  on_hold: ['warning', 'On hold'],
  unpaid: ['warning', 'Payment declined'],
  problem: ['error', 'Has a problem'],
  cancelled: ['error', 'Cancelled'],
};

const webhookStates: Record<ProviderWebhook['state'], [tone: Tone, label: string]> = {
  pending: ['info', 'on its way'],
  delivered: ['info', 'delivered'],
  discarded: ['error', 'given up'],
  not_sent: ['warning', 'not sent: deliveries are paused'],
  held: ['warning', 'held'],
};

export function providerOrderItem(
  { formatters, providerWebhooks }: Services,
  order: ProviderOrder,
  isOpen: boolean,
): Markup {
  const { id, externalId, provider, state, reason, lines, parcels, createdAt, advancesAt } = order;
  const name = providerLabels[provider];
  const status = (provider === 'printify' ? printifyStatus : printfulStatus)[state];
  const [tone, label] = isDelivered(order) ? (['info', 'Delivered'] as const) : states[state];
  const actions = orderActionNames.filter((action) => orderActions[action].isPossible(order));
  const takesReason = actions.some((action) => orderActions[action].defaultReason !== undefined);
  const webhooks = providerWebhooks.findByOrder(id);
  const parcelText = ({ carrier, trackingNumber, isReshipment, returnedAt, deliveredAt }: Parcel) => {
    const end =
      returnedAt !== null
        ? `returned ${formatters.timeText(returnedAt)}`
        : deliveredAt === null
          ? 'on its way'
          : `delivered ${formatters.timeText(deliveredAt)}`;
    return markup`<p class="hint">${carrier} ${trackingNumber}, ${isReshipment && 'shipped again, '}${end}</p>`;
  };
  const webhookRow = (webhook: ProviderWebhook) => {
    const [webhookTone, outcome] = webhookStates[webhook.state];
    const last = webhook.deliveries.at(-1);
    const sent = last && ` (sent ${webhook.deliveries.length}×, last answer ${last.status ?? last.response})`;
    return markup`
      <details><summary><code>${webhook.type}</code><span class="${webhookTone}">${outcome}${sent}</span>${formatters.time(webhook.occurredAt)}</summary><pre tabindex="0">${webhook.body}</pre></details>`;
  };
  return markup`
  <details id="order-${id}"${isOpen && markup` open`}>
    <summary>${badge(tone, label)}<span>${externalId ?? id} <small>at ${name}</small></span>${formatters.time(createdAt)}</summary>
    ${reason !== null && markup`<p><strong>${reason}</strong></p>`}
    <p class="hint">${lines.map(({ title, variant, quantity }) => `${quantity} × ${title}, ${variant}`).join(' · ')}</p>
    ${parcels.map(parcelText)}
    <p class="hint"><code>${id}</code> has the status <code>${status}</code> at ${name}${advancesAt !== null && markup`. Advances ${formatters.time(advancesAt)}`}</p>
    ${
      actions.length > 0 &&
      markup`<form method="post" action="/providers/orders/${id}" class="actions">
      ${actions.map((action) => markup`<button name="action" value="${action}" class="outline">${orderActions[action].label}</button>`)}
      ${takesReason && markup`<label>Reason for a hold, problem, return or cancellation <small>optional</small><input name="reason" autocomplete="off"></label>`}
    </form>`
    }
    ${
      webhooks.length > 0
        ? webhooks.map(webhookRow)
        : markup`<p class="hint">No webhook was sent: none is registered at ${name}.</p>`
    }
  </details>`;
}
