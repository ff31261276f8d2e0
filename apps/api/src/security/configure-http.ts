import { Settings } from '@daybook/config';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import { json, type RequestHandler } from 'express';
import { ConsoleFolder } from '../console/console-folder.js';
import { consolePages } from '../console/console-pages.js';
import { BrowserSessions } from './browser-sessions.js';
import { SameOrigin } from './same-origin.js';
import { securityHeaders } from './security-headers.js';

/**
 * What stands before the routes. Call it before the app listens, on an app made with `bodyParser: false` (only `/api` has
 * its bodies parsed; webhooks are verified as they came) and without a global prefix.
 */
export function configureHttp(app: NestExpressApplication): void {
  const settings = app.get(Settings);
  app.set('trust proxy', settings.trustProxy);
  app.use(securityHeaders(settings));
  app.use(
    '/api',
    compression(),
    notKept,
    app.get(SameOrigin).middleware,
    app.get(BrowserSessions).middleware,
    json({ limit: '100kb' }),
  );
  app.use(consolePages(app.get(ConsoleFolder)));
}

/** Answers belong to whoever is signed in; no cache may show them after the sign-out. */
const notKept: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
