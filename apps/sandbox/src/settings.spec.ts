import { describe, expect, it } from '@jest/globals';
import { loadSettings, SandboxSettingsError } from './settings.js';

const good = {
  SANDBOX_PORT: '3900',
  PUBLIC_URL: 'http://localhost:3000/',
  DAYBOOK_WEBHOOK_URL: 'http://127.0.0.1:3000/webhooks/stripe',
  STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old',
  STRIPE_SECRET_KEY: 'sk_test_1',
};

describe('the settings', () => {
  it('use the first of several webhook secrets', () => {
    expect(loadSettings(good).STRIPE_WEBHOOK_SECRET).toBe('whsec_new');
  });

  it('name every variable that is missing or wrong', () => {
    const load = () => loadSettings({ ...good, STRIPE_SECRET_KEY: '', PUBLIC_URL: 'ftp://x', SHOP_CURRENCY: 'POUNDS' });
    expect(load).toThrow(SandboxSettingsError);
    expect(load).toThrow(/PUBLIC_URL has to be an address[^]*STRIPE_SECRET_KEY is not set[^]*SHOP_CURRENCY has to be/);
  });
});
