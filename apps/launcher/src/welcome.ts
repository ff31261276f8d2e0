import type { LaunchPlan } from './launch-plan.js';
import { logsDir } from './launch-plan.js';
import { inWords } from './outside-services.js';
import type { SandboxPorts } from './ports.js';

interface Owner {
  email: string;
  password: string | null;
}

/** What a person sees when everything runs: where to go and how to sign in. */
export function welcome(plan: LaunchPlan, owner: Owner, sandbox: SandboxPorts | null): string {
  const lines = [
    'Daybook runs.',
    '',
    `  Shop      ${plan.settings.publicUrl}`,
    `  Console   ${plan.settings.publicUrl}/admin`,
    ...(sandbox === null ? [] : sandboxLines(plan, `http://localhost:${sandbox.http}`)),
    `  Logs      ${logsDir(plan)}`,
    '',
    signIn(owner),
    'Ctrl-C stops it.',
  ];
  return `\n${lines.join('\n')}\n`;
}

function sandboxLines({ sandboxed }: LaunchPlan, address: string): string[] {
  const purpose = sandboxed.includes('stripe') ? ': place an order there' : '';
  const sandbox = `  Sandbox   ${address} (stands in for ${inWords(sandboxed)}${purpose})`;
  return sandboxed.includes('mail') ? [sandbox, `  Mailbox   ${address}/mail`] : [sandbox];
}

export function signIn({ email, password }: Owner): string {
  return password === null
    ? `Sign in as ${email}. Forgotten the password? "npm run reset-password" makes a new one.`
    : `Sign in as ${email} with the password ${password} (made up just now, and kept nowhere else).`;
}
