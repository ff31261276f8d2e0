import { describe, expect, it } from '@jest/globals';
import { loadSettings, SettingsError } from './settings.js';

const database = { DATABASE_URL: 'postgres://localhost/daybook' };

function complaint(env: Record<string, string>): string {
  try {
    loadSettings({ ...database, ...env });
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'none';
}

describe('the settings', () => {
  it('require only a database', () => {
    const settings = loadSettings(database);

    expect(settings.port).toBe(3_000);
    expect(settings.publicUrl).toBe('http://localhost:3000');
    expect(settings.shop).toEqual({ name: 'My shop', currency: 'GBP', locale: 'en-GB', timeZone: 'Europe/London' });
    expect(settings.stripe).toEqual({
      secretKey: undefined,
      webhookSecrets: [],
      apiUrl: 'https://api.stripe.com',
      acceptsForeignSessions: false,
    });
  });

  it('treat an empty variable as unset', () => {
    expect(loadSettings({ ...database, PORT: '', SHOP_NAME: '' }).port).toBe(3_000);
  });

  it.each(['redis://localhost:6379', 'rediss://user:secret@cache.example.com:6380/2'])(
    'accept a Redis at %s',
    (url) => {
      expect(loadSettings({ ...database, REDIS_URL: url }).redisUrl).toBe(url);
    },
  );

  it('refuse an address that is not Redis', () => {
    expect(complaint({ REDIS_URL: 'http://localhost:6379' })).toBe(
      'REDIS_URL has to begin with redis:// or rediss://.',
    );
  });

  it('send no mail without SMTP_URL', () => {
    expect(loadSettings({ ...database, MAIL_FROM: 'orders@shop.example' }).mail).toBeNull();
    expect(loadSettings(database).mailRetries).toEqual({ maxAttempts: 5, backoffSeconds: 60 });
  });

  it.each([
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, usesImplicitTls: true, isLocal: false }],
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, usesImplicitTls: false, isLocal: false }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525, isLocal: true }],
    ['smtp://127.0.0.1:25', { host: '127.0.0.1', port: 25, isLocal: true }],
    [
      'smtp://ada%40shop.example:p%3Aw@mail.example.com',
      { credentials: { user: 'ada@shop.example', password: 'p:w' } },
    ],
  ])('take a mail server at %s', (SMTP_URL, server) => {
    expect(loadSettings({ ...database, SMTP_URL, MAIL_FROM: 'orders@shop.example' }).mail?.server).toMatchObject(
      server,
    );
  });

  it.each([
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://user@mail.example.com',
    'smtp://%:p@x.example',
  ])('refuse SMTP_URL=%s', (SMTP_URL) => {
    expect(complaint({ SMTP_URL, MAIL_FROM: 'orders@shop.example' })).toBe(
      'SMTP_URL has to be an address such as smtps://user:password@mail.example.com (smtp:// for STARTTLS).',
    );
  });

  it.each([
    ['orders@shop.example', { name: null, address: 'orders@shop.example' }],
    ['Ada’s prints <orders@shop.example>', { name: 'Ada’s prints', address: 'orders@shop.example' }],
    ['<orders@shop.example>', { name: null, address: 'orders@shop.example' }],
    ['"Mill & Co, Totnes" <orders@shop.example>', { name: 'Mill & Co, Totnes', address: 'orders@shop.example' }],
  ])('take MAIL_FROM=%s', (MAIL_FROM, from) => {
    expect(loadSettings({ ...database, SMTP_URL: 'smtp://localhost', MAIL_FROM }).mail?.from).toEqual(from);
  });

  it.each([
    'nobody',
    'My shop',
    'a@b.example, c@d.example',
    'Shop <a@b.example>\r\nBcc: <c@d.example>',
    'a\nb <a@b.example>',
  ])('refuse MAIL_FROM=%j', (MAIL_FROM) => {
    expect(complaint({ SMTP_URL: 'smtp://localhost', MAIL_FROM })).toMatch(/^MAIL_FROM has to be an address such as/);
  });

  it('have no default sender', () => {
    expect(complaint({ SMTP_URL: 'smtp://localhost' })).toBe('MAIL_FROM is not set, but SMTP_URL needs it.');
  });

  it('accept several webhook secrets while one is rotated', () => {
    expect(loadSettings({ ...database, STRIPE_WEBHOOK_SECRET: 'whsec_a, whsec_b,' }).stripe.webhookSecrets).toEqual([
      'whsec_a',
      'whsec_b',
    ]);
  });

  it('report every bad one at once, with what it has to be', () => {
    expect(
      complaint({
        DATABASE_URL: '',
        PORT: 'eighty',
        SHOP_TIMEZONE: 'Mars',
        SHOP_CURRENCY: 'pounds',
        LOG_LEVEL: 'loud',
      }).split('\n'),
    ).toEqual([
      'LOG_LEVEL has to be one of silent, fatal, error, warn, info, debug, trace.',
      'PORT has to be a whole number from 1 to 65535.',
      'DATABASE_URL is not set.',
      'SHOP_CURRENCY has to be a currency code such as GBP.',
      'SHOP_TIMEZONE has to be a time zone such as Europe/London.',
    ]);
  });

  it('leave the providers unconfigured, with their default addresses', () => {
    const { printify, printful } = loadSettings(database);

    expect(printify).toEqual({
      token: undefined,
      shopId: undefined,
      webhookSecrets: [],
      apiUrl: 'https://api.printify.com',
    });
    expect(printful).toEqual({
      token: undefined,
      storeId: undefined,
      webhookSecrets: [],
      apiUrl: 'https://api.printful.com',
    });
  });

  it('refuse an incomplete Printify account, together with all other errors', () => {
    expect(complaint({ PRINTIFY_TOKEN: 'eyJ0', PORT: 'eighty' }).split('\n')).toEqual([
      'PORT has to be a whole number from 1 to 65535.',
      'PRINTIFY_SHOP_ID has to be set together with PRINTIFY_TOKEN.',
    ]);
    expect(complaint({ PRINTIFY_SHOP_ID: '815256' })).toBe(
      'PRINTIFY_TOKEN has to be set together with PRINTIFY_SHOP_ID.',
    );
  });

  it.each([
    [{ PRINTFUL_TOKEN: 'two words' }, 'PRINTFUL_TOKEN has to be a token: no spaces, no line breaks.'],
    [{ PRINTFUL_STORE_ID: 'my store' }, 'PRINTFUL_STORE_ID has to be a number.'],
    [
      { PRINTFUL_WEBHOOK_SECRET: 'secret' },
      'PRINTFUL_WEBHOOK_SECRET has to be the hexadecimal secret Printful showed.',
    ],
    [{ PRINTFUL_API_URL: 'ftp://api.printful.com' }, 'PRINTFUL_API_URL has to begin with http:// or https://.'],
  ])('refuse what would only fail at the first request: %j', (env: Record<string, string>, sentence) => {
    expect(complaint(env)).toBe(sentence);
  });

  it.each([
    ['2', 2],
    ['false', false],
    ['loopback, 10.0.0.0/8', 'loopback, 10.0.0.0/8'],
  ])('trust the proxies that TRUST_PROXY=%s names', (text, meaning) => {
    expect(loadSettings({ ...database, TRUST_PROXY: text }).trustProxy).toBe(meaning);
  });

  it.each(['true', 'nginx', '10.0.0.0/8/8', ''.padEnd(3, ',')])('refuse TRUST_PROXY=%s', (text) => {
    expect(complaint({ TRUST_PROXY: text })).toMatch(/^TRUST_PROXY has to be the number of proxies/);
  });
});
