import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planLaunch } from './launch-plan.js';
import { programEnv, sandboxEnv } from './program-env.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'daybook-env-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const ports = { http: 3001, smtp: 3002 };
const database = 'postgresql://127.0.0.1/daybook';

function environments(env: Record<string, string>) {
  const plan = planLaunch({ DATA_DIR: dataDir, ...env }, '/srv/daybook');
  return { programs: programEnv(plan, database, ports), sandbox: sandboxEnv(plan, ports) };
}

describe('the environment of the programs', () => {
  it('points api and worker to the sandbox for every service when nothing is set, and shares its secrets', () => {
    const { programs, sandbox } = environments({});
    expect(programs).toMatchObject({
      STRIPE_API_URL: 'http://127.0.0.1:3001',
      PRINTIFY_API_URL: 'http://127.0.0.1:3001/printify',
      PRINTFUL_API_URL: 'http://127.0.0.1:3001/printful',
      SMTP_URL: 'smtp://127.0.0.1:3002',
      MAIL_FROM: '"My shop" <orders@example.com>',
    });
    const shared = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'];
    const ofMail = ['POSTMARK_WEBHOOK_PASSWORD', 'MAILGUN_WEBHOOK_KEY', 'RESEND_WEBHOOK_SECRET'];
    for (const name of [...shared, ...ofMail, 'PRINTFUL_TOKEN', 'PRINTFUL_STORE_ID']) {
      expect(programs[name]).toEqual(expect.any(String));
      expect(sandbox[name]).toBe(programs[name]);
    }
    expect(sandbox).toMatchObject({ SANDBOX_PORT: '3001', SANDBOX_SMTP_PORT: '3002', DATA_DIR: dataDir });
  });

  it('keeps the settings of real services, and gives the sandbox none of their secrets', () => {
    const { programs, sandbox } = environments({
      STRIPE_SECRET_KEY: 'sk_test_real',
      PRINTIFY_TOKEN: 'real-token',
      PRINTIFY_SHOP_ID: '12',
      SMTP_URL: 'smtp://user:secret@mail.example',
      MAIL_FROM: 'shop@mill.example',
    });
    expect(programs).toMatchObject({
      STRIPE_SECRET_KEY: 'sk_test_real',
      PRINTIFY_TOKEN: 'real-token',
      SMTP_URL: 'smtp://user:secret@mail.example',
      PRINTFUL_API_URL: 'http://127.0.0.1:3001/printful',
    });
    expect(programs).not.toHaveProperty('STRIPE_API_URL');
    expect(programs).not.toHaveProperty('POSTMARK_WEBHOOK_PASSWORD');
    expect(programs).not.toHaveProperty('PRINTIFY_API_URL');
    expect(sandbox['SANDBOX_SERVICES']).toBe('printful');
    for (const secret of ['sk_test_real', 'real-token', 'user:secret']) {
      expect(JSON.stringify(sandbox)).not.toContain(secret);
    }
  });

  it('generates secrets once, and adds those that an older start did not know', () => {
    writeFileSync(
      join(dataDir, 'sandbox-secrets.json'),
      JSON.stringify({ STRIPE_SECRET_KEY: 'sk_test_old', STRIPE_WEBHOOK_SECRET: 'whsec_old' }),
    );
    const first = environments({}).programs;
    expect(first).toMatchObject({ STRIPE_SECRET_KEY: 'sk_test_old', STRIPE_WEBHOOK_SECRET: 'whsec_old' });
    expect(environments({}).programs['PRINTIFY_TOKEN']).toBe(first['PRINTIFY_TOKEN']);
  });

  it.each([
    ['Tom "T" \\ Co', '"Tom T  Co" <orders@example.com>'],
    ['""', 'orders@example.com'],
  ])('makes a sender of a shop called %s', (SHOP_NAME, sender) => {
    expect(environments({ SHOP_NAME }).programs['MAIL_FROM']).toBe(sender);
  });
});
