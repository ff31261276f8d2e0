import { isIP } from 'node:net';
import { z } from 'zod';
import { mailServer, sender, type MailServer, type Sender } from './mail-settings.js';
import { Sentence } from './sentence.js';

const whole = (least: number, most: number) => {
  const wish = `has to be a whole number from ${least} to ${most}`;
  return z.coerce.number(wish).int(wish).min(least, wish).max(most, wish);
};
const port = whole(1, 65_535);
const seconds = whole(1, 86_400);
const url = (...protocols: string[]) =>
  z
    .url({ error: `has to be an address that begins with ${protocols.join(' or ')}` })
    .refine(
      (text) => protocols.some((protocol) => text.startsWith(protocol)),
      `has to begin with ${protocols.join(' or ')}`,
    );

const timeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'has to be a time zone such as Europe/London');

const locale = z.string().refine((tag) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}, 'has to be a language tag such as en-GB');

const currency = z
  .string()
  .transform((code) => code.toUpperCase())
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'has to be a currency code such as GBP');

const proxyGroups = new Set(['loopback', 'linklocal', 'uniquelocal']);

function namesProxies(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  if (proxyGroups.has(text)) return true;
  return isIP(address) !== 0 && more.length === 0 && (prefix === undefined || /^\d{1,3}$/.test(prefix));
}

/**
 * How express reads `X-Forwarded-*`: a number of proxies, or their addresses. Not `true`, which believes whatever a
 * client says of its own address.
 */
const trustProxy = z
  .string()
  .refine(
    (text) => /^(false|\d+)$/.test(text) || text.split(',').every((part) => namesProxies(part.trim())),
    'has to be the number of proxies in front, or their addresses separated by commas',
  )
  .transform((text): false | number | string => {
    if (text === 'false') return false;
    return /^\d+$/.test(text) ? Number(text) : text;
  });

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const variables = z.object({
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
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((list) =>
      list
        .split(',')
        .map((secret) => secret.trim())
        .filter((secret) => secret !== ''),
    )
    .default([]),
  STRIPE_API_URL: url('http://', 'https://').default('https://api.stripe.com'),
  SMTP_URL: mailServer.optional(),
  MAIL_FROM: sender.optional(),
  MAIL_ATTEMPTS: whole(1, 100).default(5),
  MAIL_RETRY_SECONDS: seconds.default(60),
  ACTIVITY_RETENTION_DAYS: whole(1, 36_500).default(90),
  ATTENTION_PUSH_SECONDS: seconds.default(60),
});

// no address is made up: mail from a domain that does not know of us is refused, or bounces to somebody else
const environment = variables.refine(({ SMTP_URL, MAIL_FROM }) => !SMTP_URL || MAIL_FROM, {
  path: ['MAIL_FROM'],
  error: 'is not set, and SMTP_URL cannot do without it',
});

/** Every setting of the api and the worker, typed; built by `loadSettings`, injected by this class. */
export class Settings {
  constructor(private readonly values: z.output<typeof environment>) {}

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
  get stripe() {
    return {
      secretKey: this.values.STRIPE_SECRET_KEY,
      webhookSecrets: this.values.STRIPE_WEBHOOK_SECRET,
      apiUrl: this.values.STRIPE_API_URL,
    };
  }
  /** Null: no e-mails are sent. */
  get mail(): { server: MailServer; from: Sender } | null {
    const { SMTP_URL: server, MAIL_FROM: from } = this.values;
    return server && from ? { server, from } : null;
  }
  get mailTries() {
    return { attempts: this.values.MAIL_ATTEMPTS, retrySeconds: this.values.MAIL_RETRY_SECONDS };
  }
  get activityRetentionDays() {
    return this.values.ACTIVITY_RETENTION_DAYS;
  }
  get attentionPushSeconds() {
    return this.values.ATTENTION_PUSH_SECONDS;
  }
}

/** One line a bad setting, each naming the variable and what it wants. */
export class SettingsError extends Sentence {
  override readonly name = 'SettingsError';
}

/** Reads the settings; an empty variable counts as unset. Throws `SettingsError` naming every bad one. */
export function loadSettings(env: Record<string, string | undefined> = process.env): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = environment.safeParse(given);
  if (result.success) return new Settings(result.data);
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const isMissing = given[name] === undefined && issue.code !== 'custom';
    return isMissing ? `${name} is not set.` : `${name} ${issue.message}.`;
  });
  throw new SettingsError(lines.join('\n'));
}
