import type { Stripe } from 'stripe';
import { StripeApiError } from '../api/stripe-api-error.js';
import { stripeId } from '../stripe-id.js';
import type { LineItem } from './line-items.js';
import { paymentMethodsFor } from './payment-methods.js';
import type { SessionParams } from './session-params.js';

const minute = 60;
const day = 86_400;

/** A session as Stripe answers it right after it was made: open, nothing known of the shopper. Times in unix seconds. */
export function openSession(
  params: SessionParams,
  lines: readonly LineItem[],
  { created, sandboxUrl }: { created: number; sandboxUrl: string },
): Stripe.Checkout.Session {
  const currency = oneCurrency(params);
  const subtotal = lines.reduce((sum, line) => sum + line.amount_total, 0);
  const shipping = shippingOf(params);
  const id = stripeId('cs_test_');
  return {
    ...untouched,
    id,
    after_expiration: params.after_expiration
      ? { recovery: { ...params.after_expiration.recovery, expires_at: null, url: null } }
      : null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: subtotal,
    amount_total: subtotal + (shipping.cost?.amount_total ?? 0),
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    consent_collection: params.consent_collection
      ? {
          payment_method_reuse_agreement: null,
          promotions: params.consent_collection.promotions,
          terms_of_service: null,
        }
      : null,
    created,
    currency,
    customer_creation: params.customer_creation,
    customer_details: params.customer_email ? { ...nobody, email: params.customer_email } : null,
    customer_email: params.customer_email ?? null,
    expires_at: expiryOf(params, created),
    locale: params.locale ?? null,
    metadata: params.metadata,
    payment_method_types: paymentMethodsFor(currency, params.allowed_payment_method_types),
    phone_number_collection: params.phone_number_collection,
    shipping_address_collection: params.shipping_address_collection ?? null,
    shipping_cost: shipping.cost,
    shipping_options: shipping.options,
    submit_type: params.submit_type ?? null,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: shipping.cost?.amount_total ?? 0, amount_tax: 0 },
    url: `${sandboxUrl}/pay/${id}`,
  };
}

export const nobody: Stripe.Checkout.Session.CustomerDetails = {
  address: null,
  business_name: null,
  email: null,
  individual_name: null,
  name: null,
  phone: null,
  tax_exempt: 'none',
  tax_ids: null,
};

/** What the sandbox never sets, with the values Stripe gives for a plain payment. */
const untouched = {
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
} as const satisfies Partial<Stripe.Checkout.Session>;

function oneCurrency(params: SessionParams): string {
  const currencies = new Set([
    ...(params.currency ? [params.currency] : []),
    ...params.line_items.map((item) => item.price_data.currency),
    ...params.shipping_options.map((option) => option.shipping_rate_data.fixed_amount.currency),
  ]);
  const [currency] = currencies;
  if (currencies.size !== 1 || currency === undefined) {
    throw new StripeApiError({
      message: `All prices and shipping rates of a session have to be in one currency; these are in ${[...currencies].join(', ')}.`,
      param: 'line_items',
    });
  }
  return currency;
}

function shippingOf(params: SessionParams) {
  const options = params.shipping_options.map(({ shipping_rate_data: rate }) => ({
    shipping_amount: rate.fixed_amount.amount,
    shipping_rate: stripeId('shr_'),
  }));
  const [chosen] = options;
  const cost = chosen
    ? {
        amount_subtotal: chosen.shipping_amount,
        amount_tax: 0,
        amount_total: chosen.shipping_amount,
        shipping_rate: chosen.shipping_rate,
      }
    : null;
  return { options, cost };
}

function expiryOf({ expires_at }: SessionParams, created: number): number {
  if (expires_at === undefined) return created + day;
  if (expires_at < created + 30 * minute) throw badExpiry('at least 30 minutes from');
  if (expires_at > created + day) throw badExpiry('less than 24 hours from');
  return expires_at;
}

const badExpiry = (bound: string) =>
  new StripeApiError({
    message: `The \`expires_at\` timestamp must be ${bound} Checkout Session creation.`,
    param: 'expires_at',
  });
