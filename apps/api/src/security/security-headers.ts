import type { Settings } from '@daybook/config';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** For every response. The policy forbids loading and framing anything, as suits JSON; pages set their own. */
export function securityHeaders(settings: Settings): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // For this host only: other subdomains may not have https.
    strictTransportSecurity: settings.publicUrl.startsWith('https:') && {
      maxAge: 31_536_000,
      includeSubDomains: false,
    },
    // Not `no-referrer`, which makes browsers send forms with `Origin: null`.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
