import type { LaunchPlan } from './launch-plan.js';
import type { OutsideService } from './outside-services.js';
import type { SandboxPorts } from './ports.js';
import { sandboxSecrets, type SandboxSecrets } from './sandbox-secrets.js';

/** What the sandbox is told: where Daybook is, and the secrets both share; nothing of the database or Redis. */
export function sandboxEnv(plan: LaunchPlan, ports: SandboxPorts): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, REDIS_URL: __, SMTP_URL: ___, ...env } = plan.env;
  return {
    ...env,
    // of a service it does not stand in for it gets to know nothing true
    ...sandboxSecrets(plan.dataDir),
    ...sharedSecrets(plan),
    SANDBOX_PORT: String(ports.http),
    SANDBOX_SMTP_PORT: String(ports.smtp),
    SANDBOX_SERVICES: plan.sandboxed.join(','),
    DATA_DIR: plan.dataDir,
    PUBLIC_URL: plan.settings.publicUrl,
    DAYBOOK_WEBHOOK_URL: `http://127.0.0.1:${plan.settings.port}/webhooks/stripe`,
  };
}

/** What leads the api and the worker to the sandbox instead of the services it stands in for. */
export function wayToTheSandbox(plan: LaunchPlan, { http, smtp }: SandboxPorts): NodeJS.ProcessEnv {
  const address = `http://127.0.0.1:${http}`;
  const ways: Record<OutsideService, NodeJS.ProcessEnv> = {
    stripe: { STRIPE_API_URL: address },
    printify: { PRINTIFY_API_URL: `${address}/printify` },
    printful: { PRINTFUL_API_URL: `${address}/printful` },
    mail: { SMTP_URL: `smtp://127.0.0.1:${smtp}`, MAIL_FROM: plan.env['MAIL_FROM'] ?? senderOf(plan) },
  };
  return Object.assign({}, sharedSecrets(plan), ...plan.sandboxed.map((service) => ways[service])) as NodeJS.ProcessEnv;
}

const secretsOf: Record<OutsideService, (keyof SandboxSecrets)[]> = {
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  printify: ['PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'],
  printful: ['PRINTFUL_TOKEN', 'PRINTFUL_STORE_ID'],
  mail: ['POSTMARK_WEBHOOK_PASSWORD', 'MAILGUN_WEBHOOK_KEY', 'RESEND_WEBHOOK_SECRET'],
};

/** The owner's, where given; made up ones otherwise. Of the services the sandbox stands in for. */
function sharedSecrets({ dataDir, env, sandboxed }: LaunchPlan): NodeJS.ProcessEnv {
  const madeUp = sandboxSecrets(dataDir);
  return Object.fromEntries(
    sandboxed.flatMap((service) => secretsOf[service]).map((name) => [name, env[name] ?? madeUp[name]]),
  );
}

/** With the shop's name as it would write itself, but for what a header could not carry. */
function senderOf({ settings: { shop } }: LaunchPlan): string {
  const name = shop.name.replaceAll(/["\\\p{Cc}]/gu, '').trim();
  return name === '' ? 'orders@example.com' : `"${name}" <orders@example.com>`;
}
