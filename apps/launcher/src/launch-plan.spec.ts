import { describe, expect, it } from '@jest/globals';
import { planLaunch } from './launch-plan.js';

const plan = (env: Record<string, string>) => planLaunch(env, '/srv/daybook');

describe('what a start is going to do', () => {
  it('lets the sandbox stand in for Stripe, with a database of its own, while there is no Stripe key', () => {
    expect(plan({})).toMatchObject({ sandbox: true, databaseName: 'daybook_demo', loadsDemo: true, databaseUrl: null });
  });

  it('keeps the demo away once there is a Stripe key', () => {
    expect(plan({ STRIPE_SECRET_KEY: 'sk_live_1' })).toMatchObject({
      sandbox: false,
      databaseName: 'daybook',
      loadsDemo: false,
    });
  });

  it('does as SANDBOX says', () => {
    expect(plan({ SANDBOX: 'off' })).toMatchObject({ sandbox: false, databaseName: 'daybook', loadsDemo: false });
    expect(plan({ SANDBOX: 'on', STRIPE_SECRET_KEY: 'sk_test_1' })).toMatchObject({ sandbox: true, loadsDemo: true });
  });

  it('never loads the demo into a database of the owner', () => {
    expect(plan({ DATABASE_URL: 'postgresql://db/shop' })).toMatchObject({
      sandbox: true,
      loadsDemo: false,
      databaseUrl: 'postgresql://db/shop',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(plan({ SANDBOX: '', STRIPE_SECRET_KEY: '', DATABASE_URL: '', DATA_DIR: '' })).toMatchObject({
      sandbox: true,
      databaseUrl: null,
      dataDir: '/srv/daybook/.daybook',
    });
  });

  it('keeps its data where DATA_DIR says, seen from the checkout', () => {
    expect(plan({ DATA_DIR: 'data' }).dataDir).toBe('/srv/daybook/data');
    expect(plan({ DATA_DIR: '/var/data' }).dataDir).toBe('/var/data');
  });

  it.each(['sk_live_1', 'rk_live_1'])('refuses the sandbox beside the live key %s', (key) => {
    expect(() => plan({ SANDBOX: 'on', STRIPE_SECRET_KEY: key })).toThrow('SANDBOX is on beside a live Stripe key');
  });
});
