import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/, error: 'has to be an address that begins with http:// or https://' });

const wholeNumber = (min: number, max: number) => {
  const error = `has to be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};

/** What `Intl` takes without an error. */
const acceptedBy = (use: (text: string) => object, message: string) =>
  z.string().refine((text) => {
    try {
      return Boolean(use(text));
    } catch {
      return false;
    }
  }, message);

const services = ['stripe', 'printify', 'printful', 'mail'] as const;

const serviceList = z
  .string()
  .transform((list) => list.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(services, `has to name some of ${services.join(', ')}, with commas between them`)))
  .default([...services]);

const firstOfList = z
  .string()
  .transform((list) => list.split(',')[0]?.trim() ?? '')
  .refine((secret) => secret !== '', 'has to begin with the secret in use');

export const sandboxSettingsSchema = z.object({
  /** 0 takes any free port. */
  SANDBOX_PORT: wholeNumber(0, 65_535),
  PUBLIC_URL: webAddress.transform((url) => url.replace(/\/+$/, '')),
  DAYBOOK_WEBHOOK_URL: webAddress,
  /** Of several, separated by commas while a secret is rolled, the first is in use. */
  STRIPE_WEBHOOK_SECRET: firstOfList,
  STRIPE_SECRET_KEY: z.string().min(1),
  SHOP_NAME: z.string().max(100, 'has to have at most 100 characters').default('My shop'),
  SHOP_CURRENCY: z
    .string()
    .transform((code) => code.toUpperCase())
    .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'has to be a currency code such as GBP')
    .default('GBP'),
  SHOP_LOCALE: acceptedBy((tag) => new Intl.Locale(tag), 'has to be a language tag such as en-GB').default('en-GB'),
  SHOP_TIMEZONE: acceptedBy(
    (timeZone) => new Intl.DateTimeFormat('en', { timeZone }),
    'has to be a time zone such as Europe/London',
  ).default('Europe/London'),
  /** Where the state that survives a restart is written; without it, nowhere. */
  DATA_DIR: z.string().optional(),
  SANDBOX_SERVICES: serviceList,
  PRINTIFY_TOKEN: z.string().min(1).default('printify-token-of-the-sandbox'),
  PRINTIFY_SHOP_ID: wholeNumber(1, 2_147_483_647).default(5_432_109),
  PRINTIFY_CALLS_A_MINUTE: wholeNumber(1, 1_000_000).default(600),
  /** Between the four attempts at a webhook, after which none is sent for `PRINTIFY_SILENCE_MS`. */
  PRINTIFY_RETRY_MS: wholeNumber(1, 3_600_000).default(5_000),
  PRINTIFY_SILENCE_MS: wholeNumber(1, 3_600_000).default(3_600_000),
  PRINTFUL_TOKEN: z.string().min(1).default('printful-token-of-the-sandbox'),
  PRINTFUL_STORE_ID: wholeNumber(1, 2_147_483_647).default(9_876_543),
  PRINTFUL_CALLS_A_MINUTE: wholeNumber(1, 1_000_000).default(120),
  /** Before the first of six retries; each further wait is four times as long. */
  PRINTFUL_RETRY_MS: wholeNumber(1, 3_600_000).default(60_000),
  /** Of several, the first signs the webhooks of the mail service. */
  POSTMARK_WEBHOOK_PASSWORD: firstOfList.default('postmark-password-of-the-sandbox'),
  MAILGUN_WEBHOOK_KEY: firstOfList.default('mailgun-key-of-the-sandbox'),
  RESEND_WEBHOOK_SECRET: firstOfList.default('whsec_cmVzZW5kLW9mLXRoZS1zYW5kYm94'),
  /** Between the steps of a provider's order; 0: they advance only by hand. */
  ORDER_STEP_MS: wholeNumber(0, 86_400_000).default(12_000),
  /** How long the bank takes for a refund. */
  REFUND_SETTLES_MS: wholeNumber(1, 3_600_000).default(3_000),
  /** Of the mailbox; 0 takes any free port. */
  SANDBOX_SMTP_PORT: wholeNumber(0, 65_535).default(0),
  WEBHOOK_TIMEOUT_MS: wholeNumber(1, 120_000).default(10_000),
  /** Before the first retry; each further wait is twice as long, up to a minute. */
  WEBHOOK_FIRST_RETRY_MS: wholeNumber(1, 60_000).default(1_000),
});

export type SandboxSettings = z.output<typeof sandboxSettingsSchema>;

/** One line for each bad setting: its name and what it should be. */
export class SandboxSettingsError extends Error {
  override readonly name = 'SandboxSettingsError';
}

/** An empty variable counts as unset. Throws `SandboxSettingsError` that names every bad one. */
export function loadSettings(env: Record<string, string | undefined> = process.env): SandboxSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = sandboxSettingsSchema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return given[name] === undefined ? `${name} is not set.` : `${name} ${issue.message}.`;
  });
  throw new SandboxSettingsError(lines.join('\n'));
}
