import { z } from 'zod';

const text = z.string().min(1).max(5_000);
const integer = z
  .string()
  .regex(/^-?\d+$/, 'integer')
  .transform(Number)
  .or(z.int());
const minorUnits = integer.pipe(z.int().min(0).max(99_999_999));
const bool = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .or(z.boolean());
const metadata = z.record(z.string().min(1).max(40), z.string().max(500)).default({});
const currency = z
  .string()
  .toLowerCase()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code.toUpperCase()), 'currency');
const tax_behavior = z.enum(['exclusive', 'inclusive', 'unspecified']).default('unspecified');
const webAddress = z.url({ protocol: /^https?$/, error: 'Not a valid URL' }).max(5_000);

const productData = z.strictObject({
  name: text,
  description: text.optional(),
  images: z.array(webAddress).max(8).default([]),
  metadata,
  tax_code: text.optional(),
  unit_label: text.optional(),
});

const lineItem = z.strictObject({
  quantity: integer.pipe(z.int().min(1).max(999_999)),
  metadata,
  price_data: z.strictObject({
    currency,
    unit_amount: minorUnits,
    tax_behavior,
    product_data: productData,
  }),
});

const shippingOption = z.strictObject({
  shipping_rate_data: z.strictObject({
    type: z.literal('fixed_amount').default('fixed_amount'),
    display_name: text.max(100),
    fixed_amount: z.strictObject({ amount: minorUnits, currency }),
    metadata,
    tax_behavior,
  }),
});

/** The parameters of `POST /v1/checkout/sessions` that a shop of goods needs. */
export const sessionParams = z.strictObject({
  mode: z.literal('payment'),
  ui_mode: z.literal('hosted_page').default('hosted_page'),
  success_url: webAddress,
  cancel_url: webAddress.optional(),
  currency: currency.optional(),
  line_items: z.array(lineItem).min(1).max(100),
  shipping_options: z.array(shippingOption).max(5).default([]),
  shipping_address_collection: z
    .strictObject({ allowed_countries: z.array(z.string().regex(/^[A-Z]{2}$/)).min(1) })
    .optional(),
  phone_number_collection: z.strictObject({ enabled: bool }).default({ enabled: false }),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  allowed_payment_method_types: z.array(text).optional(),
  after_expiration: z
    .strictObject({ recovery: z.strictObject({ enabled: bool, allow_promotion_codes: bool.default(false) }) })
    .optional(),
  consent_collection: z.strictObject({ promotions: z.enum(['auto', 'none']) }).optional(),
  client_reference_id: text.max(200).optional(),
  customer_email: z.email().max(800).optional(),
  customer_creation: z.enum(['always', 'if_required']).default('if_required'),
  expires_at: integer.optional(),
  locale: text.optional(),
  metadata,
  payment_intent_data: z.record(z.string(), z.unknown()).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  expand: z.array(text).default([]),
});
export type SessionParams = z.output<typeof sessionParams>;
export type SessionRequest = z.input<typeof sessionParams>;
