/** What is outside of Daybook, by the setting without which it does nothing. */
const decisiveSettings = {
  stripe: 'STRIPE_SECRET_KEY',
  printify: 'PRINTIFY_TOKEN',
  printful: 'PRINTFUL_TOKEN',
  mail: 'SMTP_URL',
} as const;
export type OutsideService = keyof typeof decisiveSettings;
export const outsideServices = Object.keys(decisiveSettings) as OutsideService[];

const names: Record<OutsideService, string> = {
  stripe: 'Stripe',
  printify: 'Printify',
  printful: 'Printful',
  mail: 'mail',
};

/** Such as "Stripe, Printify and mail". */
export const inWords = (services: readonly OutsideService[]) =>
  new Intl.ListFormat('en-GB').format(services.map((service) => names[service]));

/** Which services the sandbox stands in for: those without settings, unless `SANDBOX` says all or none of them. */
export function readSandbox(env: NodeJS.ProcessEnv, complaints: string[]): OutsideService[] {
  const { SANDBOX: wish, STRIPE_SECRET_KEY: key = '' } = env;
  if (wish !== undefined && wish !== 'on' && wish !== 'off') complaints.push('SANDBOX has to be on or off.');
  if (wish === 'off') return [];
  const without = outsideServices.filter((service) => env[decisiveSettings[service]] === undefined);
  const stoodInFor = wish === 'on' ? outsideServices : without;
  if (/^[sr]k_live_/.test(key) && stoodInFor.length > 0) complaints.push(besideLiveKey(wish, stoodInFor));
  return stoodInFor;
}

/** Real customers would pay for goods that nobody makes, and hear of them by mails that nobody gets. */
function besideLiveKey(wish: string | undefined, stoodInFor: readonly OutsideService[]): string {
  if (wish === 'on') return 'SANDBOX is on beside a live Stripe key: take one of them away.';
  const settings = stoodInFor.map((service) => decisiveSettings[service]);
  return `The sandbox would stand in for ${inWords(stoodInFor)} beside a live Stripe key: set ${settings.join(', ')}, or SANDBOX=off to do without.`;
}
