import type { Settings } from '@daybook/config';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * For every answer. The policy lets nothing load and nobody frame: right for JSON, and a page that needs more says so
 * itself, as the console does.
 */
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
    // Of this host alone: the shop's other subdomains may have no https.
    strictTransportSecurity: settings.publicUrl.startsWith('https:') && {
      maxAge: 31_536_000,
      includeSubDomains: false,
    },
    // Not `no-referrer`, which makes browsers send forms with `Origin: null`.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
