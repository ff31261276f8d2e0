import type { MailService } from '@daybook/contract';
import { z } from 'zod';
import { mailServer, sender, type MailServer, type Sender } from './mail-settings.js';
import { UserFacingError } from './user-facing-error.js';
import {
  countries,
  currency,
  list,
  locale,
  minorUnits,
  onOff,
  port,
  seconds,
  secretList,
  shopId,
  timeZone,
  token,
  trustProxy,
  url,
  wholeNumber,
} from './setting-kinds.js';

/** What the sandbox can stand in for. */
const sandboxedServices = ['stripe', 'printify', 'printful', 'mail'] as const;

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Reported with the other errors, not only once they are corrected. */
const always = { when: () => true };

const variables = z
  .object({
    LOG_LEVEL: z.enum(logLevels, `has to be one of ${logLevels.join(', ')}`).default('info'),
    PORT: port.default(3000),
    PUBLIC_URL: url('http://', 'https://').optional(),
    DATABASE_URL: url('postgres://', 'postgresql://'),
    REDIS_URL: url('redis://', 'rediss://').optional(),
    ADMIN_EMAIL: z.email('has to be an e-mail address').default('owner@example.com'),
    ADMIN_PASSWORD: z
      .string()
      .min(10, 'has to have at least 10 characters')
      .max(1024, 'has to have at most 1,024 characters')
      .optional(),
    SESSION_SECRET: z.string().min(32, 'has to have at least 32 characters').optional(),
    TRUST_PROXY: trustProxy.default(false),
    METRICS_TOKEN: z.string().min(16, 'has to have at least 16 characters').optional(),
    SHOP_NAME: z.string().max(100, 'has to have at most 100 characters').default('My shop'),
    SHOP_CURRENCY: currency.default('GBP'),
    SHOP_LOCALE: locale.default('en-GB'),
    SHOP_TIMEZONE: timeZone.default('Europe/London'),
    ORDER_NUMBER_PREFIX: z
      .string()
      .regex(/^[A-Z0-9]{1,8}$/, 'has to be one to eight capital letters or digits')
      .default('SS'),
    SHIPPING_PRICE: minorUnits.default(0),
    SHIPPING_COUNTRIES: countries.optional(),
    CART_RECOVERY_SECONDS: wholeNumber(1, 2_592_000).default(3_600),
    REMINDERS_PER_DAY: wholeNumber(0, 1_000_000).default(100),
    CARTS_PER_HOUR: wholeNumber(1, 1_000_000).default(1_000),
    CHECKOUTS_PER_HOUR: wholeNumber(1, 1_000_000).default(500),
    STRIPE_SECRET_KEY: z.string().min(1).optional(),
    STRIPE_WEBHOOK_SECRET: secretList.default([]),
    ACCEPT_FOREIGN_SESSIONS: onOff.default('off'),
    STRIPE_API_URL: url('http://', 'https://').default('https://api.stripe.com'),
    PRINTIFY_TOKEN: token.optional(),
    PRINTIFY_SHOP_ID: shopId.optional(),
    PRINTIFY_WEBHOOK_SECRET: secretList.default([]),
    PRINTIFY_API_URL: url('http://', 'https://').default('https://api.printify.com'),
    PRINTFUL_TOKEN: token.optional(),
    PRINTFUL_STORE_ID: shopId.optional(),
    PRINTFUL_WEBHOOK_SECRET: secretList
      .refine(
        (secrets) => secrets.every((secret) => /^([0-9a-f]{2})+$/i.test(secret)),
        'has to be the hexadecimal secret Printful showed',
      )
      .default([]),
    PRINTFUL_API_URL: url('http://', 'https://').default('https://api.printful.com'),
    SMTP_URL: mailServer.optional(),
    MAIL_FROM: sender.optional(),
    MAIL_ATTEMPTS: wholeNumber(1, 100).default(5),
    MAIL_RETRY_SECONDS: seconds.default(60),
    POSTMARK_WEBHOOK_PASSWORD: secretList.default([]),
    MAILGUN_WEBHOOK_KEY: secretList.default([]),
    RESEND_WEBHOOK_SECRET: secretList
      .refine(
        (secrets) => secrets.every((secret) => /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)),
        'has to be the secret Resend shows, which begins with whsec_',
      )
      .default([]),
    SANDBOX_SERVICES: list(sandboxedServices).default([]),
    SUBMISSION_ATTEMPTS: wholeNumber(1, 100).default(3),
    SUBMISSION_RETRY_SECONDS: seconds.default(300),
    ACTIVITY_RETENTION_DAYS: wholeNumber(1, 36_500).default(90),
    ATTENTION_PUSH_SECONDS: seconds.default(60),
    STATUS_POLL_SECONDS: seconds.default(1_800),
    SYNC_SECONDS: seconds.default(3_600),
    HOLD_FOR_REVIEW: onOff.default('on'),
    OVERDUE_SUBMISSION_SECONDS: wholeNumber(1, 31_536_000).default(1_800),
    OVERDUE_SHIPPING_SECONDS: wholeNumber(1, 31_536_000).default(777_600),
  })
  .refine(({ PRINTIFY_TOKEN, PRINTIFY_SHOP_ID }) => !PRINTIFY_TOKEN || PRINTIFY_SHOP_ID, {
    path: ['PRINTIFY_SHOP_ID'],
    message: 'has to be set together with PRINTIFY_TOKEN',
    ...always,
  })
  .refine(({ PRINTIFY_TOKEN, PRINTIFY_SHOP_ID }) => !PRINTIFY_SHOP_ID || PRINTIFY_TOKEN, {
    path: ['PRINTIFY_TOKEN'],
    message: 'has to be set together with PRINTIFY_SHOP_ID',
    ...always,
  });

// there is no default address: mail from a domain that does not allow it is refused, or bounces to somebody else
export const settingsSchema = variables.refine(({ SMTP_URL, MAIL_FROM }) => !SMTP_URL || MAIL_FROM, {
  path: ['MAIL_FROM'],
  error: 'is not set, but SMTP_URL needs it',
});

/** Every setting of the api and the worker. Built by `loadSettings`, injected by this class. */
export class Settings {
  constructor(private readonly values: z.output<typeof settingsSchema>) {}

  get logLevel() {
    return this.values.LOG_LEVEL;
  }
  get port() {
    return this.values.PORT;
  }
  get publicUrl(): string {
    return this.values.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://localhost:${this.port}`;
  }
  get databaseUrl() {
    return this.values.DATABASE_URL;
  }
  get redisUrl() {
    return this.values.REDIS_URL;
  }
  get owner() {
    return { email: this.values.ADMIN_EMAIL, password: this.values.ADMIN_PASSWORD };
  }
  get sessionSecret() {
    return this.values.SESSION_SECRET;
  }
  get trustProxy() {
    return this.values.TRUST_PROXY;
  }
  get metricsToken() {
    return this.values.METRICS_TOKEN;
  }
  get shop() {
    return {
      name: this.values.SHOP_NAME,
      currency: this.values.SHOP_CURRENCY,
      locale: this.values.SHOP_LOCALE,
      timeZone: this.values.SHOP_TIMEZONE,
    };
  }
  get orderNumberPrefix() {
    return this.values.ORDER_NUMBER_PREFIX;
  }
  /** `price` in minor units of the shop's currency; `countries` as ISO 3166-1 codes, by default that of the locale. */
  get shipping() {
    const own = new Intl.Locale(this.values.SHOP_LOCALE).maximize().region ?? 'GB';
    return { price: this.values.SHIPPING_PRICE, countries: this.values.SHIPPING_COUNTRIES ?? [own] };
  }
  /** From the abandonment of a cart to its mail. */
  get cartRecoveryDelaySeconds() {
    return this.values.CART_RECOVERY_SECONDS;
  }
  /** Of all shoppers together. */
  get shopLimits() {
    return {
      cartsPerHour: this.values.CARTS_PER_HOUR,
      checkoutsPerHour: this.values.CHECKOUTS_PER_HOUR,
      remindersPerDay: this.values.REMINDERS_PER_DAY,
    };
  }
  get stripe() {
    return {
      secretKey: this.values.STRIPE_SECRET_KEY,
      webhookSecrets: this.values.STRIPE_WEBHOOK_SECRET,
      apiUrl: this.values.STRIPE_API_URL,
      /** Whether every payment on the account is an order, of whatever goods. */
      acceptsForeignSessions: this.values.ACCEPT_FOREIGN_SESSIONS === 'on',
    };
  }
  get printify() {
    return {
      token: this.values.PRINTIFY_TOKEN,
      shopId: this.values.PRINTIFY_SHOP_ID,
      webhookSecrets: this.values.PRINTIFY_WEBHOOK_SECRET,
      apiUrl: this.values.PRINTIFY_API_URL,
    };
  }
  get printful() {
    return {
      token: this.values.PRINTFUL_TOKEN,
      storeId: this.values.PRINTFUL_STORE_ID,
      webhookSecrets: this.values.PRINTFUL_WEBHOOK_SECRET,
      apiUrl: this.values.PRINTFUL_API_URL,
    };
  }
  /** Null when no e-mails are sent. */
  get mail(): { server: MailServer; from: Sender } | null {
    const { SMTP_URL: server, MAIL_FROM: from } = this.values;
    return server && from ? { server, from } : null;
  }
  get mailWebhookSecrets(): Record<MailService, string[]> {
    return {
      postmark: this.values.POSTMARK_WEBHOOK_PASSWORD,
      mailgun: this.values.MAILGUN_WEBHOOK_KEY,
      resend: this.values.RESEND_WEBHOOK_SECRET,
    };
  }
  /** Whether what happens to the order may reach the outside services: an order of the demo reaches only the sandbox. */
  mayReachServices({ isDemo }: { isDemo: boolean }): boolean {
    return !isDemo || sandboxedServices.every((service) => this.values.SANDBOX_SERVICES.includes(service));
  }
  /** Whether an order waits to be submitted while Stripe holds its payment for review. */
  get holdsForReview(): boolean {
    return this.values.HOLD_FOR_REVIEW === 'on';
  }
  get submissionRetries() {
    return { maxAttempts: this.values.SUBMISSION_ATTEMPTS, backoffSeconds: this.values.SUBMISSION_RETRY_SECONDS };
  }
  get mailRetries() {
    return { maxAttempts: this.values.MAIL_ATTEMPTS, backoffSeconds: this.values.MAIL_RETRY_SECONDS };
  }
  get activityRetentionDays() {
    return this.values.ACTIVITY_RETENTION_DAYS;
  }
  get statusPollIntervalSeconds() {
    return this.values.STATUS_POLL_SECONDS;
  }
  get syncIntervalSeconds() {
    return this.values.SYNC_SECONDS;
  }
  get overdue() {
    return {
      submissionSeconds: this.values.OVERDUE_SUBMISSION_SECONDS,
      shippingSeconds: this.values.OVERDUE_SHIPPING_SECONDS,
    };
  }
  get attentionPushIntervalSeconds() {
    return this.values.ATTENTION_PUSH_SECONDS;
  }
}

/** Its message has one line for each bad setting, with its name and what it has to be. */
export class SettingsError extends UserFacingError {
  override readonly name = 'SettingsError';
}

/** An empty variable counts as unset. Throws `SettingsError`. */
export function loadSettings(env: Record<string, string | undefined> = process.env): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = settingsSchema.safeParse(given);
  if (result.success) return new Settings(result.data);
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const isMissing = given[name] === undefined && issue.code !== 'custom';
    return isMissing ? `${name} is not set.` : `${name} ${issue.message}.`;
  });
  throw new SettingsError(lines.join('\n'));
}
