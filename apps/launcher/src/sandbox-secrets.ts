import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const generators = {
  STRIPE_SECRET_KEY: () => `sk_test_${randomBytes(24).toString('hex')}`,
  STRIPE_WEBHOOK_SECRET: () => `whsec_${randomBytes(24).toString('hex')}`,
  PRINTIFY_TOKEN: () => randomBytes(32).toString('hex'),
  PRINTIFY_SHOP_ID: () => String(randomInt(1_000_000, 9_999_999)),
  PRINTFUL_TOKEN: () => randomBytes(32).toString('hex'),
  PRINTFUL_STORE_ID: () => String(randomInt(1_000_000, 9_999_999)),
  POSTMARK_WEBHOOK_PASSWORD: () => randomBytes(24).toString('hex'),
  MAILGUN_WEBHOOK_KEY: () => randomBytes(24).toString('hex'),
  RESEND_WEBHOOK_SECRET: () => `whsec_${randomBytes(24).toString('base64')}`,
};
export type SandboxSecrets = Record<keyof typeof generators, string>;

/** The generated secrets, saved so that a webhook that is on its way survives a restart. */
export function ensureSandboxSecrets(dataDir: string): SandboxSecrets {
  const path = join(dataDir, 'sandbox-secrets.json');
  const saved = readSecrets(path);
  const names = Object.keys(generators) as (keyof SandboxSecrets)[];
  if (names.every((name) => saved[name] !== undefined)) return saved as SandboxSecrets;
  const secrets = Object.fromEntries(names.map((name) => [name, saved[name] ?? generators[name]()])) as SandboxSecrets;
  writeFileSync(path, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function readSecrets(path: string): Partial<SandboxSecrets> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<SandboxSecrets>;
  } catch {
    return {};
  }
}
