import type { LaunchPlan } from './launch-plan.js';
import type { SandboxPorts } from './ports.js';
import { wayToTheSandbox } from './sandbox-env.js';

/** What the api and the worker are told beside the settings the owner gave. `sandbox` null: it does not run. */
export function programEnv(plan: LaunchPlan, databaseUrl: string, sandbox: SandboxPorts | null): NodeJS.ProcessEnv {
  return {
    ...plan.env,
    PORT: String(plan.settings.port),
    DATABASE_URL: databaseUrl,
    ...(sandbox && wayToTheSandbox(plan, sandbox)),
  };
}
