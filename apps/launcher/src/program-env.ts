import type { ExternalService } from './external-services.js';
import type { LaunchPlan } from './launch-plan.js';
import type { SandboxPorts } from './ports.js';
import { ensureSandboxSecrets, type SandboxSecrets } from './sandbox-secrets.js';

/** The environment of the api and the worker. `sandbox` is null when it does not run. */
export function programEnv(plan: LaunchPlan, databaseUrl: string, sandbox: SandboxPorts | null): NodeJS.ProcessEnv {
  return {
    ...plan.env,
    PORT: String(plan.settings.port),
    DATABASE_URL: databaseUrl,
    SANDBOX_SERVICES: sandbox ? plan.sandboxed.join(',') : '',
    ...(sandbox && sandboxedServiceEnv(plan, sandbox)),
  };
}

/** The environment of the sandbox: Daybook's address and the secrets they share, but nothing about the database or Redis. */
export function sandboxEnv(plan: LaunchPlan, ports: SandboxPorts): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, REDIS_URL: __, SMTP_URL: ___, ...env } = plan.env;
  return {
    ...env,
    // generated ones replace the owner's secrets of the services that the sandbox does not replace
    ...ensureSandboxSecrets(plan.dataDir),
    ...sandboxedServiceSecrets(plan),
    SANDBOX_PORT: String(ports.http),
    SANDBOX_SMTP_PORT: String(ports.smtp),
    SANDBOX_SERVICES: plan.sandboxed.join(','),
    DATA_DIR: plan.dataDir,
    PUBLIC_URL: plan.settings.publicUrl,
    DAYBOOK_WEBHOOK_URL: `http://127.0.0.1:${plan.settings.port}/webhooks/stripe`,
  };
}

function sandboxedServiceEnv(plan: LaunchPlan, { http, smtp }: SandboxPorts): NodeJS.ProcessEnv {
  const address = `http://127.0.0.1:${http}`;
  const settings: Record<ExternalService, NodeJS.ProcessEnv> = {
    stripe: { STRIPE_API_URL: address },
    printify: { PRINTIFY_API_URL: `${address}/printify` },
    printful: { PRINTFUL_API_URL: `${address}/printful` },
    mail: { SMTP_URL: `smtp://127.0.0.1:${smtp}`, MAIL_FROM: plan.env['MAIL_FROM'] ?? defaultSender(plan) },
  };
  return Object.assign(
    {},
    sandboxedServiceSecrets(plan),
    ...plan.sandboxed.map((service) => settings[service]),
  ) as NodeJS.ProcessEnv;
}

const secretsByService: Record<ExternalService, (keyof SandboxSecrets)[]> = {
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  printify: ['PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'],
  printful: ['PRINTFUL_TOKEN', 'PRINTFUL_STORE_ID'],
  mail: ['POSTMARK_WEBHOOK_PASSWORD', 'MAILGUN_WEBHOOK_KEY', 'RESEND_WEBHOOK_SECRET'],
};

/** The secrets of the sandboxed services: the owner's where they are set, otherwise generated ones. */
function sandboxedServiceSecrets({ dataDir, env, sandboxed }: LaunchPlan): NodeJS.ProcessEnv {
  const generated = ensureSandboxSecrets(dataDir);
  return Object.fromEntries(
    sandboxed.flatMap((service) => secretsByService[service]).map((name) => [name, env[name] ?? generated[name]]),
  );
}

/** With the shop's name, without the characters that a header cannot carry. */
function defaultSender({ settings: { shop } }: LaunchPlan): string {
  const name = shop.name.replaceAll(/["\\\p{Cc}]/gu, '').trim();
  return name === '' ? 'orders@example.com' : `"${name}" <orders@example.com>`;
}
