import type { Stripe } from 'stripe';
import type { LineItem } from './line-items.js';
import type { SessionParams } from './session-params.js';
import type { Shopper } from './shopper.js';
import { StripeError } from './stripe-errors.js';
import { newStripeId } from './stripe-ids.js';

type Session = Stripe.Checkout.Session;

const minuteSeconds = 60;
const daySeconds = 86_400;

const unknownCustomer: Stripe.Checkout.Session.CustomerDetails = {
  address: null,
  business_name: null,
  email: null,
  individual_name: null,
  name: null,
  phone: null,
  tax_exempt: 'none',
  tax_ids: null,
};

/** What the sandbox never changes, with the values Stripe gives for a plain payment. */
const sessionDefaults = {
  object: 'checkout.session',
  adaptive_pricing: { enabled: false },
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  client_secret: null,
  collected_information: null,
  consent: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer: null,
  customer_account: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  livemode: false,
  managed_payments: null,
  mode: 'payment',
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_collection: 'if_required',
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_status: 'unpaid',
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  status: 'open',
  subscription: null,
  ui_mode: 'hosted_page',
  wallet_options: null,
} as const satisfies Partial<Session>;

/** A new session as Stripe returns it: nothing is known of the shopper yet. Times are in Unix seconds. */
export function createOpenSession(
  params: SessionParams,
  lines: readonly LineItem[],
  { created, origin }: { created: number; origin: string },
): Session {
  const id = newStripeId('cs_test_');
  const currency = singleCurrency(params);
  const subtotal = lines.reduce((sum, line) => sum + line.amount_total, 0);
  const shippingOptions = params.shipping_options.map(({ shipping_rate_data: { fixed_amount } }) => ({
    shipping_amount: fixed_amount.amount,
    shipping_rate: newStripeId('shr_'),
  }));
  const [chosen] = shippingOptions;
  const shipping = chosen?.shipping_amount ?? 0;
  const { after_expiration, consent_collection, customer_email = null } = params;
  return {
    ...sessionDefaults,
    id,
    after_expiration: after_expiration
      ? { recovery: { ...after_expiration.recovery, expires_at: null, url: null } }
      : null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: subtotal,
    amount_total: subtotal + shipping,
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    consent_collection: consent_collection
      ? { payment_method_reuse_agreement: null, promotions: consent_collection.promotions, terms_of_service: null }
      : null,
    created,
    currency,
    customer_creation: params.customer_creation,
    customer_details: customer_email === null ? null : { ...unknownCustomer, email: customer_email },
    customer_email,
    expires_at: expiryOf(params, created),
    locale: params.locale ?? null,
    metadata: params.metadata,
    payment_method_types: paymentMethods(currency, params.allowed_payment_method_types),
    phone_number_collection: params.phone_number_collection,
    shipping_address_collection: params.shipping_address_collection ?? null,
    shipping_cost: chosen
      ? { amount_subtotal: shipping, amount_tax: 0, amount_total: shipping, shipping_rate: chosen.shipping_rate }
      : null,
    shipping_options: shippingOptions,
    submit_type: params.submit_type ?? null,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: shipping, amount_tax: 0 },
    url: `${origin}/pay/${id}`,
  };
}

function singleCurrency(params: SessionParams): string {
  const currencies = new Set([
    ...(params.currency ? [params.currency] : []),
    ...params.line_items.map((item) => item.price_data.currency),
    ...params.shipping_options.map((option) => option.shipping_rate_data.fixed_amount.currency),
  ]);
  const [currency] = currencies;
  if (currencies.size === 1 && currency !== undefined) return currency;
  const message = `All prices and shipping rates of a session have to be in one currency; these are in ${[...currencies].join(', ')}.`;
  throw new StripeError({ message, param: 'line_items' });
}

function expiryOf({ expires_at = Infinity }: SessionParams, created: number): number {
  if (expires_at === Infinity) return created + daySeconds;
  const isEarly = expires_at < created + 30 * minuteSeconds;
  if (!isEarly && expires_at <= created + daySeconds) return expires_at;
  const bound = isEarly ? 'at least 30 minutes from' : 'less than 24 hours from';
  const message = `The \`expires_at\` timestamp must be ${bound} Checkout Session creation.`;
  throw new StripeError({ message, param: 'expires_at' });
}

const delayedMethods: Record<string, string> = {
  aud: 'au_becs_debit',
  cad: 'acss_debit',
  eur: 'sepa_debit',
  gbp: 'bacs_debit',
  jpy: 'konbini',
  usd: 'us_bank_account',
};

function paymentMethods(currency: string, allowed?: readonly string[]): string[] {
  const methods = ['card', delayedMethods[currency] ?? 'customer_balance'];
  const offered = methods.filter((method) => allowed?.includes(method) ?? true);
  return offered.length > 0 ? offered : ['card'];
}

export const paymentOutcomes = ['paid', 'delayed_succeeds', 'delayed_fails'] as const;
export type PaymentOutcome = (typeof paymentOutcomes)[number];

/** After the shopper has confirmed. With a delayed payment it is `unpaid`; without anything to pay it needs no payment. */
export function toCompletedSession(session: Session, shopper: Shopper, outcome: PaymentOutcome): Session {
  const isFree = session.amount_total === 0;
  const { email, name, phone, ...address } = shopper;
  return {
    ...session,
    collected_information: {
      business_name: null,
      individual_name: null,
      shipping_details: session.shipping_address_collection ? { address, name } : null,
    },
    customer_details: {
      ...unknownCustomer,
      address,
      email: session.customer_email ?? email,
      name,
      phone: session.phone_number_collection?.enabled ? phone : null,
    },
    payment_intent: isFree ? null : newStripeId('pi_'),
    payment_status: isFree ? 'no_payment_required' : outcome === 'paid' ? 'paid' : 'unpaid',
    status: 'complete',
    url: null,
  };
}

export interface DetailsBeforeExpiry {
  email: string | null;
  /** The shop may write to them. */
  optIn: boolean;
}

/** `recoveryUrl` starts the same basket again for 30 days. `at` in unix seconds. */
export function toExpiredSession(
  session: Session,
  { at, recoveryUrl, details }: { at: number; recoveryUrl: string; details: DetailsBeforeExpiry },
): Session {
  const email = session.customer_email ?? details.email;
  const recovery = session.after_expiration?.recovery;
  // Stripe asks only where the shop wants it asked
  const isAsked = session.consent_collection?.promotions === 'auto';
  return {
    ...session,
    after_expiration: recovery?.enabled
      ? { recovery: { ...recovery, expires_at: at + 30 * daySeconds, url: recoveryUrl } }
      : session.after_expiration,
    consent: isAsked ? { promotions: details.optIn ? 'opt_in' : 'opt_out', terms_of_service: null } : null,
    customer_details: email === null ? null : { ...unknownCustomer, email },
    status: 'expired',
    url: null,
  };
}
