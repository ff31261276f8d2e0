import { randomUUID } from 'node:crypto';
import { aStripeEvent } from './stripe.js';

export interface CartSessionOptions {
  id?: string;
  /** When it was opened. */
  opened: Date;
  email?: string | null;
  hasConsent?: boolean;
  recoveredFrom?: string;
  checkoutId?: string;
  hasRecovery?: boolean;
  total?: number;
}

const unix = (at: Date) => Math.floor(at.getTime() / 1_000);
const month = 30 * 86_400;

/** A Stripe Checkout session that Daybook did not create, unless the options say otherwise. Each method returns an event body. */
export function aCartSession(options: CartSessionOptions) {
  const { id = `cs_test_${randomUUID()}`, opened, email = 'ada@example.com', total = 4_300 } = options;
  const session = {
    id,
    created: unix(opened),
    amount_total: total,
    payment_intent: `pi_of_${id}`,
    recovered_from: options.recoveredFrom ?? null,
    consent: options.hasConsent ? { promotions: 'opt_in', terms_of_service: null } : null,
    metadata: options.checkoutId ? { daybook_checkout: options.checkoutId } : {},
    customer_details: email === null ? null : { name: null, email, phone: null, address: null },
  };
  const event = (type: string, at: Date, more: Record<string, unknown>) =>
    aStripeEvent({ id: `evt_${randomUUID()}`, type, created: at, session: { ...session, ...more } });
  return {
    id,
    expired(at: Date) {
      const url = `https://buy.example/recover/${id}`;
      const recovery = { enabled: true, allow_promotion_codes: false, url, expires_at: unix(at) + month };
      const after_expiration = (options.hasRecovery ?? true) ? { recovery } : null;
      const more = { status: 'expired', payment_status: 'unpaid', payment_intent: null, after_expiration };
      return event('checkout.session.expired', at, more);
    },
    paid: (at: Date) => event('checkout.session.completed', at, { payment_status: 'paid' }),
    confirmed: (at: Date) => event('checkout.session.completed', at, { payment_status: 'unpaid' }),
    paymentArrived: (at: Date) => event('checkout.session.async_payment_succeeded', at, { payment_status: 'paid' }),
    paymentFailed: (at: Date) => event('checkout.session.async_payment_failed', at, { payment_status: 'unpaid' }),
  };
}
