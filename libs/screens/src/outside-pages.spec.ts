import { describe, expect, it } from '@jest/globals';
import { testSettings } from '../../../test/support/parts.js';
import { OutsidePages } from './outside-pages.js';

const pages = (settings: Record<string, string> = {}) =>
  new OutsidePages(
    testSettings('postgres://127.0.0.1/none', { STRIPE_API_URL: 'https://api.stripe.com', ...settings }),
  );
const sandbox = 'http://127.0.0.1:3001';

describe('the page of a payment', () => {
  it.each([
    ['sk_test_1', 'https://dashboard.stripe.com/test/payments/pi_1'],
    ['rk_test_1', 'https://dashboard.stripe.com/test/payments/pi_1'],
    ['sk_live_1', 'https://dashboard.stripe.com/payments/pi_1'],
    ['rk_live_test_1', 'https://dashboard.stripe.com/payments/pi_1'],
  ])('is in the mode of the key %s', (STRIPE_SECRET_KEY, url) => {
    expect(pages({ STRIPE_SECRET_KEY }).payment('pi_1')).toBe(url);
  });

  it('is the sandbox’s while that stands in for Stripe', () => {
    expect(pages({ STRIPE_API_URL: sandbox }).payment('pi_1')).toBe(`${sandbox}/payments#pi_1`);
  });

  it('cannot be known without a key', () => {
    expect(pages({ STRIPE_SECRET_KEY: '' }).payment('pi_1')).toBeNull();
  });
});

describe('the page of a provider’s order', () => {
  it('is Printful’s page of that order, and Printify’s list of them', () => {
    expect(pages().providerOrder('printful', '13')).toBe('https://www.printful.com/dashboard?order_id=13');
    expect(pages().providerOrder('printify', 'abc')).toBe('https://printify.com/app/orders');
  });

  it('is the sandbox’s while that stands in for the provider', () => {
    const settings = { PRINTIFY_API_URL: sandbox };
    expect(pages(settings).providerOrder('printify', 'a/b')).toBe(`${sandbox}/providers?open=a%2Fb#order-a%2Fb`);
  });
});
