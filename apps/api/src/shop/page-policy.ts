import type { Settings } from '@daybook/config';
import { pictureSources } from '../security/picture-sources.js';

/** The content security policy of the shop's pages: no scripts, and pictures from any https host, since providers host them. */
export function pageSecurityPolicy(settings: Settings): string {
  return policyWith(settings, "'self'");
}

/** The checkout form redirects to Stripe, which may serve it from the shop's own domain. */
export function checkoutSecurityPolicy(settings: Settings): string {
  const isStandIn = settings.stripe.apiUrl.startsWith('http:');
  return policyWith(settings, `'self' https:${isStandIn ? ' http:' : ''}`);
}

function policyWith(settings: Settings, formAction: string): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `img-src 'self' ${pictureSources(settings)}`,
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; ');
}
