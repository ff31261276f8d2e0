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
  it('need nothing but a database', () => {
    const settings = loadSettings(database);

    expect(settings.port).toBe(3_000);
    expect(settings.publicUrl).toBe('http://localhost:3000');
    expect(settings.shop).toEqual({ name: 'My shop', currency: 'GBP', locale: 'en-GB', timeZone: 'Europe/London' });
    expect(settings.stripe).toEqual({ secretKey: undefined, webhookSecrets: [], apiUrl: 'https://api.stripe.com' });
  });

  it('take an empty variable as unset', () => {
    expect(loadSettings({ ...database, PORT: '', SHOP_NAME: '' }).port).toBe(3_000);
  });

  it.each(['redis://localhost:6379', 'rediss://user:secret@cache.example.com:6380/2'])('take a Redis at %s', (url) => {
    expect(loadSettings({ ...database, REDIS_URL: url }).redisUrl).toBe(url);
  });

  it('refuse a Redis that is none', () => {
    expect(complaint({ REDIS_URL: 'http://localhost:6379' })).toBe(
      'REDIS_URL has to begin with redis:// or rediss://.',
    );
  });

  it('take several webhook secrets while one is rolled', () => {
    expect(loadSettings({ ...database, STRIPE_WEBHOOK_SECRET: 'whsec_a, whsec_b,' }).stripe.webhookSecrets).toEqual([
      'whsec_a',
      'whsec_b',
    ]);
  });

  it('name every bad one at once, each with what it wants', () => {
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
