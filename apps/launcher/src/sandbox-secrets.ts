import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StripeSecrets {
  STRIPE_SECRET_KEY: string;
  STRIPE_WEBHOOK_SECRET: string;
}

/** What the sandbox and Daybook share; made up once and kept, so that a webhook on its way survives a restart. */
export function sandboxSecrets(dataDir: string): StripeSecrets {
  const path = join(dataDir, 'sandbox-secrets.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StripeSecrets;
  } catch {
    const secrets = {
      STRIPE_SECRET_KEY: `sk_test_${randomBytes(24).toString('hex')}`,
      STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('hex')}`,
    };
    writeFileSync(path, JSON.stringify(secrets, null, 2), { mode: 0o600 });
    return secrets;
  }
}
