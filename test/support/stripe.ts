import { createHmac, randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import { webhookSecret } from './webhook-secret.js';

export interface StripeEventOptions {
  id?: string;
  type?: string;
  /** When it happened. */
  created?: Date;
  /** Overrides fields of the session. */
  session?: Record<string, unknown>;
}

const shippingTo = {
  name: 'Ada Green',
  address: {
    line1: '12 Mill Lane',
    line2: null,
    city: 'Totnes',
    state: null,
    postal_code: 'TQ9 5AB',
    country: 'GB',
  },
};

/** Where Stripe's API versions keep the shipping address of a session. */
export const shippingShapes = {
  '2026-10-28': { collected_information: { shipping_details: shippingTo } },
  '2025-03-31.basil': { collected_information: { shipping_details: shippingTo }, shipping_details: null },
  '2022-11-15': { collected_information: null, shipping_details: shippingTo },
  '2022-08-01': { shipping_details: shippingTo },
  '2020-08-27': { collected_information: null, shipping: shippingTo },
} as const;

/** The body of a checkout event: a paid session of £43.00 by Ada Green, with the given differences. */
export function aStripeEvent({
  id,
  type = 'checkout.session.completed',
  created = new Date(),
  session,
}: StripeEventOptions = {}) {
  const eventId = id ?? `evt_${randomUUID()}`;
  return JSON.stringify({
    id: eventId,
    object: 'event',
    api_version: '2026-10-28',
    created: Math.floor(created.getTime() / 1_000),
    type,
    livemode: false,
    data: {
      object: {
        id: `cs_of_${eventId}`,
        object: 'checkout.session',
        mode: 'payment',
        status: 'complete',
        payment_status: 'paid',
        payment_intent: 'pi_1',
        amount_subtotal: 3_900,
        amount_total: 4_300,
        currency: 'gbp',
        total_details: { amount_discount: 0, amount_shipping: 400, amount_tax: 0 },
        customer_details: {
          name: 'Ada Green',
          email: 'customer@example.com',
          phone: null,
          address: {
            line1: '1 Billing Street',
            line2: null,
            city: 'London',
            state: null,
            postal_code: 'E1 1AA',
            country: 'GB',
          },
        },
        ...shippingShapes['2026-10-28'],
        shipping_cost: { amount_total: 400 },
        ...session,
      },
    },
  });
}

export interface Signing {
  secret?: string;
  /** When it was signed. */
  at?: Date;
}

export function stripeSignature(
  payload: string | Buffer,
  { secret = webhookSecret, at = new Date() }: Signing = {},
): string {
  const timestamp = Math.floor(at.getTime() / 1_000);
  if (typeof payload === 'string') return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  // Stripe's library signs text only
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(payload).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}
