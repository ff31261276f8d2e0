import type { LaunchPlan } from './launch-plan.js';
import { sandboxSecrets } from './sandbox-secrets.js';

/** What the api and the worker are told beside the settings the owner gave. */
export function programEnv(plan: LaunchPlan, databaseUrl: string, sandboxPort: number | null): NodeJS.ProcessEnv {
  return {
    ...plan.env,
    PORT: String(plan.settings.port),
    DATABASE_URL: databaseUrl,
    ...(sandboxPort === null ? {} : { ...stripeSecrets(plan), STRIPE_API_URL: `http://127.0.0.1:${sandboxPort}` }),
  };
}

/** What the sandbox is told: where Daybook is, and the secrets both share; nothing of the database or Redis. */
export function sandboxEnv(plan: LaunchPlan, port: number): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = plan.env;
  return {
    ...env,
    ...stripeSecrets(plan),
    SANDBOX_PORT: String(port),
    PUBLIC_URL: plan.settings.publicUrl,
    DAYBOOK_WEBHOOK_URL: `http://127.0.0.1:${plan.settings.port}/webhooks/stripe`,
  };
}

/** The owner's test secrets, where given; made up ones otherwise. */
function stripeSecrets({ dataDir, env }: LaunchPlan) {
  const madeUp = sandboxSecrets(dataDir);
  return {
    STRIPE_SECRET_KEY: env['STRIPE_SECRET_KEY'] ?? madeUp.STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: env['STRIPE_WEBHOOK_SECRET'] ?? madeUp.STRIPE_WEBHOOK_SECRET,
  };
}
