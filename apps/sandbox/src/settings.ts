import type { MailService } from '@daybook/contract';
import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/, error: 'has to be an address that begins with http:// or https://' });

const wholeNumber = (from: number, to: number) => {
  const error = `has to be a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error });
};

const locale = z.string().refine((tag) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}, 'has to be a language tag such as en-GB');

const timeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'has to be a time zone such as Europe/London');

const services = ['stripe', 'printify', 'printful', 'mail'] as const;
export type Service = (typeof services)[number];

const servicesStoodInFor = z
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
  /** While a secret is rolled there are several, separated by commas: the first is the one in use. */
  STRIPE_WEBHOOK_SECRET: firstOfList,
  STRIPE_SECRET_KEY: z.string().min(1),
  SHOP_NAME: z.string().max(100, 'has to have at most 100 characters').default('My shop'),
  SHOP_CURRENCY: z
    .string()
    .transform((code) => code.toUpperCase())
    .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'has to be a currency code such as GBP')
    .default('GBP'),
  SHOP_LOCALE: locale.default('en-GB'),
  SHOP_TIMEZONE: timeZone.default('Europe/London'),
  /** Where orders, webhooks and payments are kept over a restart; nowhere when left out. */
  DATA_DIR: z.string().optional(),
  SANDBOX_SERVICES: servicesStoodInFor,
  PRINTIFY_TOKEN: z.string().min(1).default('printify-token-of-the-sandbox'),
  PRINTIFY_SHOP_ID: wholeNumber(1, 2_147_483_647).default(5_432_109),
  PRINTIFY_CALLS_A_MINUTE: wholeNumber(1, 1_000_000).default(600),
  /** Between the tries at one webhook, of which there are four; then comes the silence. */
  PRINTIFY_RETRY_MS: wholeNumber(1, 3_600_000).default(5_000),
  PRINTIFY_SILENCE_MS: wholeNumber(1, 3_600_000).default(3_600_000),
  PRINTFUL_TOKEN: z.string().min(1).default('printful-token-of-the-sandbox'),
  PRINTFUL_STORE_ID: wholeNumber(1, 2_147_483_647).default(9_876_543),
  PRINTFUL_CALLS_A_MINUTE: wholeNumber(1, 1_000_000).default(120),
  /** The first wait after a refused webhook; each next is four times as long, six in all. */
  PRINTFUL_RETRY_MS: wholeNumber(1, 3_600_000).default(60_000),
  /** What mail services' webhooks prove themselves with; of several, the first. */
  POSTMARK_WEBHOOK_PASSWORD: firstOfList.default('postmark-password-of-the-sandbox'),
  MAILGUN_WEBHOOK_KEY: firstOfList.default('mailgun-key-of-the-sandbox'),
  RESEND_WEBHOOK_SECRET: firstOfList.default('whsec_cmVzZW5kLW9mLXRoZS1zYW5kYm94'),
  /** From one step of a provider's order to the next; 0: only by hand. */
  ORDER_STEP_MS: wholeNumber(0, 86_400_000).default(12_000),
  /** How long the bank takes over a refund. */
  REFUND_SETTLES_MS: wholeNumber(1, 3_600_000).default(3_000),
  /** Where the mailbox takes mail; 0 takes any free port. */
  SANDBOX_SMTP_PORT: wholeNumber(0, 65_535).default(0),
  WEBHOOK_TIMEOUT_MS: wholeNumber(1, 120_000).default(10_000),
  /** Each next wait is twice as long, up to a minute. */
  WEBHOOK_FIRST_RETRY_MS: wholeNumber(1, 60_000).default(1_000),
});

/** The sandbox's settings, typed; built by `loadSettings`, injected by this class. */
export class SandboxSettings {
  constructor(private readonly values: z.output<typeof sandboxSettingsSchema>) {}

  get port() {
    return this.values.SANDBOX_PORT;
  }
  get shop() {
    return {
      name: this.values.SHOP_NAME,
      currency: this.values.SHOP_CURRENCY,
      locale: this.values.SHOP_LOCALE,
      timeZone: this.values.SHOP_TIMEZONE,
      url: this.values.PUBLIC_URL,
      consoleUrl: `${this.values.PUBLIC_URL}/admin`,
    };
  }
  get stripeSecretKey() {
    return this.values.STRIPE_SECRET_KEY;
  }
  get webhookSecret() {
    return this.values.STRIPE_WEBHOOK_SECRET;
  }
  get dataDir() {
    return this.values.DATA_DIR;
  }
  /** What the sandbox stands in for; for all, unless it is told. */
  get services(): readonly Service[] {
    return this.values.SANDBOX_SERVICES;
  }
  get printify() {
    return {
      token: this.values.PRINTIFY_TOKEN,
      shopId: this.values.PRINTIFY_SHOP_ID,
      callsAMinute: this.values.PRINTIFY_CALLS_A_MINUTE,
      retryMs: this.values.PRINTIFY_RETRY_MS,
      silenceMs: this.values.PRINTIFY_SILENCE_MS,
    };
  }
  get printful() {
    return {
      token: this.values.PRINTFUL_TOKEN,
      storeId: this.values.PRINTFUL_STORE_ID,
      callsAMinute: this.values.PRINTFUL_CALLS_A_MINUTE,
      retryMs: this.values.PRINTFUL_RETRY_MS,
    };
  }
  get orderStepMs() {
    return this.values.ORDER_STEP_MS;
  }
  get refundSettlesMs() {
    return this.values.REFUND_SETTLES_MS;
  }
  get mailWebhookSecrets(): Record<MailService, string> {
    return {
      postmark: this.values.POSTMARK_WEBHOOK_PASSWORD,
      mailgun: this.values.MAILGUN_WEBHOOK_KEY,
      resend: this.values.RESEND_WEBHOOK_SECRET,
    };
  }
  get smtpPort() {
    return this.values.SANDBOX_SMTP_PORT;
  }
  get webhooks() {
    return {
      url: this.values.DAYBOOK_WEBHOOK_URL,
      timeoutMs: this.values.WEBHOOK_TIMEOUT_MS,
      firstRetryMs: this.values.WEBHOOK_FIRST_RETRY_MS,
    };
  }
}

/** One line a bad setting, each naming the variable and what it wants. */
export class SandboxSettingsError extends Error {
  override readonly name = 'SandboxSettingsError';
}

/** Reads the settings; an empty variable counts as unset. Throws `SandboxSettingsError` naming every bad one. */
export function loadSettings(env: Record<string, string | undefined> = process.env): SandboxSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = sandboxSettingsSchema.safeParse(given);
  if (result.success) return new SandboxSettings(result.data);
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return given[name] === undefined ? `${name} is not set.` : `${name} ${issue.message}.`;
  });
  throw new SandboxSettingsError(lines.join('\n'));
}
