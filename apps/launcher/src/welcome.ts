import type { LaunchPlan } from './launch-plan.js';
import { logsDir } from './launch-plan.js';

interface Owner {
  email: string;
  password: string | null;
}

/** What a person sees when everything runs: where to go and how to sign in. */
export function welcome(plan: LaunchPlan, owner: Owner, sandboxPort: number | null): string {
  const lines = [
    'Daybook runs.',
    '',
    `  Console   ${plan.settings.publicUrl}/admin`,
    ...(sandboxPort === null
      ? []
      : [`  Sandbox   http://localhost:${sandboxPort} (stands in for Stripe: place an order there)`]),
    `  Logs      ${logsDir(plan)}`,
    '',
    signIn(owner),
    'Ctrl-C stops it.',
  ];
  return `\n${lines.join('\n')}\n`;
}

export function signIn({ email, password }: Owner): string {
  return password === null
    ? `Sign in as ${email}. Forgotten the password? "npm run reset-password" makes a new one.`
    : `Sign in as ${email} with the password ${password} (made up just now, and kept nowhere else).`;
}
