import { describe, expect, it } from '@jest/globals';
import { planLaunch } from './launch-plan.js';

const mail = { SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'shop@example.com' };
const plan = (env: Record<string, string>) => planLaunch(env, '/srv/daybook');

describe('the launch plan', () => {
  it('sandboxes every service, with a database of its own, when nothing is set', () => {
    expect(plan({})).toMatchObject({
      sandboxed: ['stripe', 'printify', 'printful', 'mail'],
      databaseName: 'daybook_demo',
      loadsDemo: true,
      databaseUrl: null,
    });
  });

  it('sandboxes the services without settings, and loads no demo once there is a Stripe key', () => {
    const settings = { STRIPE_SECRET_KEY: 'sk_test_1', PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '12', ...mail };
    expect(plan(settings)).toMatchObject({ sandboxed: ['printful'], databaseName: 'daybook', loadsDemo: false });
    expect(plan({ PRINTFUL_TOKEN: 'token' })).toMatchObject({
      sandboxed: ['stripe', 'printify', 'mail'],
      databaseName: 'daybook_demo',
    });
  });

  it('accepts a live Stripe key when everything else is set or the sandbox is off', () => {
    const live = { STRIPE_SECRET_KEY: 'sk_live_1' };
    const others = { PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '12', PRINTFUL_TOKEN: 'token', ...mail };
    expect(plan({ ...live, ...others })).toMatchObject({ sandboxed: [], databaseName: 'daybook' });
    expect(plan({ ...live, SANDBOX: 'off' })).toMatchObject({ sandboxed: [], databaseName: 'daybook' });
  });

  it('obeys SANDBOX', () => {
    expect(plan({ SANDBOX: 'off' })).toMatchObject({ sandboxed: [], databaseName: 'daybook', loadsDemo: false });
    expect(plan({ SANDBOX: 'on', STRIPE_SECRET_KEY: 'sk_test_1' })).toMatchObject({
      sandboxed: ['stripe', 'printify', 'printful', 'mail'],
      loadsDemo: true,
    });
  });

  it('never loads the demo into the owner’s database', () => {
    expect(plan({ DATABASE_URL: 'postgresql://db/shop' })).toMatchObject({
      loadsDemo: false,
      databaseUrl: 'postgresql://db/shop',
    });
  });

  it('treats an empty variable as unset', () => {
    expect(plan({ SANDBOX: '', STRIPE_SECRET_KEY: '', DATABASE_URL: '', DATA_DIR: '' })).toMatchObject({
      databaseUrl: null,
      dataDir: '/srv/daybook/.daybook',
    });
  });

  it('resolves DATA_DIR against the project folder', () => {
    expect(plan({ DATA_DIR: 'data' }).dataDir).toBe('/srv/daybook/data');
    expect(plan({ DATA_DIR: '/var/data' }).dataDir).toBe('/var/data');
  });

  it.each(['sk_live_1', 'rk_live_1'])('refuses the sandbox with the live key %s', (key) => {
    expect(() => plan({ SANDBOX: 'on', STRIPE_SECRET_KEY: key })).toThrow(
      'SANDBOX is on although the Stripe key is live',
    );
    expect(() => plan({ STRIPE_SECRET_KEY: key, PRINTIFY_TOKEN: 'token', PRINTIFY_SHOP_ID: '12' })).toThrow(
      'The sandbox would replace Printful and mail although the Stripe key is live: set PRINTFUL_TOKEN, SMTP_URL, or SANDBOX=off to do without.',
    );
  });
});
