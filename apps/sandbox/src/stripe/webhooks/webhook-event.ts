import { Stripe } from 'stripe';
import type { Delivery } from '../../delivery/webhook-post.js';
import { stripeId } from '../stripe-id.js';

export type WebhookType =
  | 'checkout.session.completed'
  | 'checkout.session.async_payment_succeeded'
  | 'checkout.session.async_payment_failed'
  | 'checkout.session.expired'
  | 'charge.refunded'
  | 'refund.created'
  | 'refund.updated'
  | 'refund.failed';

export interface ApiRequest {
  id: string | null;
  idempotency_key: string | null;
}

/** What happened on the pay page has no API request behind it. */
export const noApiRequest: ApiRequest = { id: null, idempotency_key: null };

/** `held`: sent only by hand. `given_up`: every automatic attempt was refused. */
type DeliveryState = 'waiting' | 'delivered' | 'given_up' | 'held';

/** An event with the exact text that goes out, the same at every delivery, and what became of it. */
export interface SandboxEvent {
  id: string;
  type: WebhookType;
  created: number;
  /** The checkout it is about, or whose payment it is about. */
  sessionId: string;
  body: string;
  state: DeliveryState;
  nextAttemptAt: Date | null;
  deliveries: Delivery[];
  /** Settles when the first automatic attempt has an answer, or failed; at once when the event is held. */
  firstAttempt: Promise<void>;
}

/** The Event object of Stripe, as the text of a webhook. `created` in unix seconds. */
export function webhookEvent(
  type: WebhookType,
  object: { object: string },
  { created, request, sessionId }: { created: number; request: ApiRequest; sessionId: string },
): SandboxEvent {
  const event = {
    id: stripeId('evt_'),
    object: 'event',
    api_version: Stripe.API_VERSION,
    created,
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request,
    type,
  } as const;
  return {
    id: event.id,
    type,
    created,
    sessionId,
    body: JSON.stringify(event, null, 2),
    state: 'waiting',
    nextAttemptAt: null,
    deliveries: [],
    firstAttempt: Promise.resolve(),
  };
}
