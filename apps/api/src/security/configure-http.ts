import { Settings } from '@daybook/config';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { RequestHandler } from 'express';
import { ConsoleFolder, consolePages } from '../console/console-pages.js';
import { BrowserSessions } from './browser-sessions.js';
import { SameOrigin } from './same-origin.js';
import { securityHeaders } from './security-headers.js';

/**
 * Installs the middleware. Call it before the app listens, on an app created with `bodyParser: false` (bodies
 * are read after the guards, and webhooks verified as they were sent) and without a global prefix.
 */
export function configureHttp(app: NestExpressApplication): void {
  const settings = app.get(Settings);
  app.set('trust proxy', settings.trustProxy);
  app.use(securityHeaders(settings));
  app.use('/api', compression(), noStore, app.get(SameOrigin).middleware, app.get(BrowserSessions).middleware);
  app.use(consolePages(app.get(ConsoleFolder), settings));
}

/** No cache may show a user's responses after they have signed out. */
const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
