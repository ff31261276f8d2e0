import type { Settings } from '@daybook/config';

/** What a page of the shop may load and where its forms may lead: no scripts at all, and pictures from wherever providers keep them. */
export function pagePolicy(settings: Settings): string {
  return policyWith(settings, "'self'");
}

/** The form of the checkout leads on to Stripe, on whatever address of its own or of the shop it is served. */
export function checkoutPolicy(settings: Settings): string {
  const standsIn = settings.stripe.apiUrl.startsWith('http:');
  return policyWith(settings, `'self' https:${standsIn ? ' http:' : ''}`);
}

function policyWith({ printify, printful }: Settings, formAction: string): string {
  // https is anybody's; a stand-in for a provider on this machine has none
  const standIns = [printify.apiUrl, printful.apiUrl].filter((url) => url.startsWith('http:')).map(originOf);
  return [
    "default-src 'none'",
    "style-src 'self'",
    ['img-src', "'self'", 'https:', ...new Set(standIns)].join(' '),
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

const originOf = (address: string) => new URL(address).origin;
