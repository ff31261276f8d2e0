import type { Settings } from '@daybook/config';

/** The content security policy of the shop's pages: no scripts, and pictures from any https host, since providers host them. */
export function pageSecurityPolicy(settings: Settings): string {
  return policyWith(settings, "'self'");
}

/** The checkout form redirects to Stripe, which may serve it from the shop's own domain. */
export function checkoutSecurityPolicy(settings: Settings): string {
  const isStandIn = settings.stripe.apiUrl.startsWith('http:');
  return policyWith(settings, `'self' https:${isStandIn ? ' http:' : ''}`);
}

function policyWith({ printify, printful }: Settings, formAction: string): string {
  // a stand-in for a provider on this machine has no https
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

const originOf = (url: string) => new URL(url).origin;
