import type { Stripe } from 'stripe';
import { stripeId } from '../stripe-id.js';
import { nobody } from './open-session.js';
import type { Shopper } from './shopper.js';

type Session = Stripe.Checkout.Session;

const thirtyDays = 30 * 86_400;

export const paymentChoices = ['paid', 'delayed_succeeds', 'delayed_fails'] as const;
export type PaymentChoice = (typeof paymentChoices)[number];

/** The session after the shopper confirmed. A delayed payment completes `unpaid`; nothing to pay asks for no payment. */
export function completed(session: Session, shopper: Shopper, choice: PaymentChoice): Session {
  const free = session.amount_total === 0;
  return {
    ...session,
    collected_information: {
      business_name: null,
      individual_name: null,
      shipping_details: session.shipping_address_collection
        ? { address: addressOf(shopper), name: shopper.name }
        : null,
    },
    customer_details: {
      ...nobody,
      address: addressOf(shopper),
      email: session.customer_email ?? shopper.email,
      name: shopper.name,
      phone: session.phone_number_collection?.enabled ? shopper.phone : null,
    },
    payment_intent: free ? null : stripeId('pi_'),
    payment_status: free ? 'no_payment_required' : choice === 'paid' ? 'paid' : 'unpaid',
    status: 'complete',
    url: null,
  };
}

export const delayedPaymentArrived = (session: Session): Session => ({ ...session, payment_status: 'paid' });

/** What a shopper had entered when they left. */
export interface Left {
  email: string | null;
  /** They had ticked that the shop may write to them. */
  optIn: boolean;
}

/** `recoveryUrl` starts the same basket again; it holds for 30 days. Times in unix seconds. */
export function expired(
  session: Session,
  { at, recoveryUrl, left }: { at: number; recoveryUrl: string; left: Left },
): Session {
  const email = session.customer_email ?? left.email;
  const recovery = session.after_expiration?.recovery;
  return {
    ...session,
    after_expiration: recovery?.enabled
      ? { recovery: { ...recovery, expires_at: at + thirtyDays, url: recoveryUrl } }
      : session.after_expiration,
    consent: consentOf(session, left),
    customer_details: email === null ? null : { ...nobody, email },
    status: 'expired',
    url: null,
  };
}

/** Stripe asks for it only where the shop wants it asked. */
function consentOf({ consent_collection }: Session, { optIn }: Left): Session['consent'] {
  if (consent_collection?.promotions !== 'auto') return null;
  return { promotions: optIn ? 'opt_in' : 'opt_out', terms_of_service: null };
}

const addressOf = ({ line1, line2, city, state, postal_code, country }: Shopper) => ({
  city,
  country,
  line1,
  line2,
  postal_code,
  state,
});
