import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { faultControlRoutes } from './faults/fault-control-routes.js';
import { historyControlRoutes } from './history/history-control-routes.js';
import { mailboxControlRoutes } from './mailbox/mailbox-control-routes.js';
import { orderControlRoutes } from './orders/order-control-routes.js';
import { errorPage } from './pages/layout.js';
import { mailPages } from './pages/mail-pages.js';
import { orderPage } from './pages/order-page.js';
import { payPages } from './pages/pay-page.js';
import { paymentsPage } from './pages/payments-page.js';
import { productsPage } from './pages/products-page.js';
import { providersPage } from './pages/providers-page.js';
import { webhooksPage } from './pages/webhooks-page.js';
import { printfulApi } from './printful/printful-api.js';
import { printifyApi } from './printify/printify-api.js';
import { productControlRoutes } from './products/product-control-routes.js';
import { createErrorHandler } from './server/error-handler.js';
import { createRouter, HttpError } from './server/http.js';
import { projectFolder } from './server/project-folder.js';
import { createServices, type Services } from './services.js';
import type { SandboxSettings } from './settings.js';
import { stripeApi } from './stripe/stripe-api.js';
import { stripeControlRoutes } from './stripe/stripe-control-routes.js';

export interface Sandbox {
  url: string;
  services: Services;
  close(): Promise<void>;
}

/** Starts the sandbox on 127.0.0.1. Throws what the operating system says, such as `EADDRINUSE`. */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  const server = createServer();
  server.listen(settings.SANDBOX_PORT, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services = createServices(settings, url);
  server.on('request', createApp(services));
  const close = async () => {
    services.timers.stop();
    services.state.flush();
    await services.mailbox.close();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // keep-alive connections would hold the shutdown up
    server.closeAllConnections();
    await closed;
  };
  try {
    await services.mailbox.open();
  } catch (error) {
    await close();
    throw error;
  }
  return { url, services, close };
}

const picoFolder = dirname(createRequire(import.meta.url).resolve('@picocss/pico'));

function createApp(services: Services) {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'extended');
  app.use(securityHeaders, refuseOtherOrigins);
  app.use(express.json({ limit: '1mb' }));
  app.use(express.urlencoded({ extended: true, limit: '1mb', parameterLimit: 10_000 }));
  app.use(express.static(projectFolder('public'), { index: false }));
  app.use('/pico', express.static(picoFolder, { index: false }));
  const tables = [
    ...[stripeApi, printifyApi, printfulApi],
    ...[stripeControlRoutes, orderControlRoutes, productControlRoutes, mailboxControlRoutes, faultControlRoutes],
    historyControlRoutes,
    ...[orderPage, payPages, providersPage, productsPage, mailPages, paymentsPage, webhooksPage],
  ];
  for (const table of tables) app.use(createRouter(table(services)));
  app.use(() => {
    throw new HttpError(404, 'There is no page at this address.');
  });
  app.use(createErrorHandler((status, message) => errorPage(services, status, message)));
  return app;
}

const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'style-src': ["'self'"],
      // the icons in Pico's styles
      'img-src': ["'self'", 'data:'],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
  // with no-referrer browsers send `Origin: null` with their own forms, which the origin check would refuse
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
});

/** Servers and tests send no Origin. */
const refuseOtherOrigins: RequestHandler = ({ method, headers: { origin, host } }, _response, next) => {
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  if (!isForeign || ['GET', 'HEAD', 'OPTIONS'].includes(method)) next();
  else next(new HttpError(403, 'Another site’s page sent this, so the sandbox ignored it.'));
};
