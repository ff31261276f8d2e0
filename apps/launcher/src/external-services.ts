/** The services outside of Daybook, with the setting each of them needs. */
const requiredSettings = {
  stripe: 'STRIPE_SECRET_KEY',
  printify: 'PRINTIFY_TOKEN',
  printful: 'PRINTFUL_TOKEN',
  mail: 'SMTP_URL',
} as const;
export type ExternalService = keyof typeof requiredSettings;
const externalServices = Object.keys(requiredSettings) as ExternalService[];

const names: Record<ExternalService, string> = {
  stripe: 'Stripe',
  printify: 'Printify',
  printful: 'Printful',
  mail: 'mail',
};

/** Such as "Stripe, Printify and mail". */
export const formatServiceNames = (services: readonly ExternalService[]) =>
  new Intl.ListFormat('en-GB').format(services.map((service) => names[service]));

/** The services that the sandbox replaces: those without settings, unless `SANDBOX` says all of them or none. */
export function findSandboxed(env: NodeJS.ProcessEnv, errors: string[]): ExternalService[] {
  const { SANDBOX: sandbox, STRIPE_SECRET_KEY: stripeKey = '' } = env;
  if (sandbox !== undefined && sandbox !== 'on' && sandbox !== 'off') errors.push('SANDBOX has to be on or off.');
  if (sandbox === 'off') return [];
  const unconfigured = externalServices.filter((service) => env[requiredSettings[service]] === undefined);
  const sandboxed = sandbox === 'on' ? externalServices : unconfigured;
  if (/^[sr]k_live_/.test(stripeKey) && sandboxed.length > 0) errors.push(liveKeyError(sandbox, sandboxed));
  return sandboxed;
}

/** Real customers would pay for goods that nobody makes, and get no mail about them. */
function liveKeyError(sandbox: string | undefined, sandboxed: readonly ExternalService[]): string {
  if (sandbox === 'on') return 'SANDBOX is on although the Stripe key is live: remove one of them.';
  const settings = sandboxed.map((service) => requiredSettings[service]);
  return `The sandbox would replace ${formatServiceNames(sandboxed)} although the Stripe key is live: set ${settings.join(', ')}, or SANDBOX=off to do without.`;
}
