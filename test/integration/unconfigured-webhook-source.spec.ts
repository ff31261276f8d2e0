import { describe, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';

const daybook = useDaybook({ STRIPE_WEBHOOK_SECRET: '' });

describe('a webhook source without a secret', () => {
  it('responds 503, so that the sender retries', async () => {
    const response = await daybook.postStripeWebhook();

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      detail: 'Webhooks from Stripe cannot be verified: STRIPE_WEBHOOK_SECRET is not set.',
    });
    expect(await daybook.rows('select 1 from webhook_event')).toEqual([]);
  });

  it('is listed for a signed-in user', async () => {
    expect(await daybook.ask(await daybook.signIn(), '/api/webhooks/sources')).toEqual({
      items: [{ source: 'stripe', isConfigured: false, secretSetting: 'STRIPE_WEBHOOK_SECRET' }],
    });
  });
});
