import type { RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { mailRoutes } from './mail-pages.js';
import { orderRoutes } from './order-page.js';
import { payRoutes } from './pay-page.js';
import { paymentsRoutes } from './payments-page.js';
import { productsRoutes } from './products-page.js';
import { providersRoutes } from './providers-page.js';
import { webhooksRoutes } from './webhooks-page.js';

export const pageRoutes = (services: Services): RouteTable => ({
  ...orderRoutes(services),
  ...payRoutes(services),
  ...providersRoutes(services),
  ...productsRoutes(services),
  ...mailRoutes(services),
  ...paymentsRoutes(services),
  ...webhooksRoutes(services),
});
