import { providerNames } from '@daybook/contract';
import type { ProviderOrderView, Tone } from '../pages/page-models.js';
import type { Words } from '../pages/words.js';
import { printfulStatus } from '../printful/printful-order-view.js';
import { printifyStatus } from '../printify/printify-order-view.js';
import { orderActions, possible, type OrderAction } from '../providers/order-actions.js';
import { isDelivered, type OrderState, type Parcel, type ProviderOrder } from '../providers/provider-order.js';
import type { ProviderWebhook } from '../providers/provider-webhooks.js';

const states: Record<OrderState, { words: string; tone: Tone }> = {
  draft: { words: 'Not sent to production', tone: 'warning' },
  accepted: { words: 'Accepted', tone: 'info' },
  in_production: { words: 'In production', tone: 'info' },
  partly_shipped: { words: 'Partly shipped', tone: 'info' },
  shipped: { words: 'Shipped', tone: 'info' },
  on_hold: { words: 'On hold', tone: 'warning' },
  unpaid: { words: 'Not paid', tone: 'warning' },
  problem: { words: 'Has a problem', tone: 'error' },
  cancelled: { words: 'Cancelled', tone: 'error' },
};

const buttons: Record<OrderAction, string> = {
  step: 'Step it on',
  ship_two: 'Ship in two parcels',
  deliver: 'Deliver',
  resend: 'Return and send again',
  hold: 'Hold',
  unpaid: 'Payment not received',
  release: 'Release',
  problem: 'Problem',
  cancel: 'Cancel',
};

/** An order at a provider as the page shows it. */
export function providerOrderView(
  order: ProviderOrder,
  webhooks: readonly ProviderWebhook[],
  words: Words,
): ProviderOrderView {
  const status = order.provider === 'printify' ? printifyStatus : printfulStatus;
  return {
    id: order.id,
    label: order.externalId ?? order.id,
    provider: providerNames[order.provider],
    state: isDelivered(order) ? { words: 'Delivered', tone: 'info' } : states[order.state],
    status: status[order.state],
    reason: order.reason,
    lines: order.lines.map(({ title, variant, quantity }) => `${quantity} × ${title}, ${variant}`),
    parcels: order.parcels.map((parcel) => parcelInWords(parcel, words)),
    created: words.moment(new Date(order.createdAt)),
    nextStep: order.nextStepAt === null ? null : words.moment(new Date(order.nextStepAt)),
    actions: orderActions
      .filter((action) => possible[action](order))
      .map((action) => ({ name: action, words: buttons[action] })),
    webhooks: webhooks.map((webhook) => webhookView(webhook, words)),
  };
}

function parcelInWords(
  { carrier, trackingNumber, deliveredAt, returnedAt, isReshipment }: Parcel,
  words: Words,
): string {
  const time = (iso: string) => words.moment(new Date(iso)).words;
  const end =
    returnedAt !== null
      ? `came back ${time(returnedAt)}`
      : deliveredAt === null
        ? 'on its way'
        : `delivered ${time(deliveredAt)}`;
  return `${carrier} ${trackingNumber}, ${isReshipment ? 'sent again, ' : ''}${end}`;
}

const webhookStates: Record<ProviderWebhook['state'], { words: string; tone: Tone }> = {
  waiting: { words: 'on its way', tone: 'info' },
  delivered: { words: 'delivered', tone: 'info' },
  given_up: { words: 'given up', tone: 'error' },
  not_sent: { words: 'not sent: the provider keeps silent', tone: 'warning' },
};

function webhookView({ type, occurredAt, state, deliveries, body }: ProviderWebhook, words: Words) {
  const last = deliveries.at(-1);
  const answers = last === undefined ? '' : ` (${deliveries.length} × sent, last ${last.status ?? last.answer})`;
  const { words: said, tone } = webhookStates[state];
  return { type, at: words.moment(new Date(occurredAt)), outcome: said + answers, tone, body };
}
