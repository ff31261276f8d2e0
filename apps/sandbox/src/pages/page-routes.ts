import type { RouteTable } from '../server/http.js';
import type { Services } from '../services.js';
import { mailPages } from './mail-pages.js';
import { orderPage } from './order-page.js';
import { payPage } from './pay-page.js';
import { paymentsPage } from './payments-page.js';
import { productsPage } from './products-page.js';
import { providersPage } from './providers-page.js';
import { webhooksPage } from './webhooks-page.js';

export const pageRoutes = (services: Services): RouteTable => ({
  ...orderPage(services),
  ...payPage(services),
  ...providersPage(services),
  ...productsPage(services),
  ...mailPages(services),
  ...paymentsPage(services),
  ...webhooksPage(services),
});
