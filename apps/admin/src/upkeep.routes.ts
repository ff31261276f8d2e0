import type { Routes } from '@angular/router';
import { pagesRoutes } from './pages/pages.routes';
import { Carts } from './carts/carts';
import { Settings } from './settings/settings';
import { Webhooks } from './webhooks/webhooks';

/** The pages for whoever looks after Daybook, in a file of their own. */
export const upkeepRoutes: Routes = [
  { path: 'carts', title: 'Abandoned carts', component: Carts },
  { path: 'webhooks', title: 'Webhooks', component: Webhooks },
  { path: 'pages', children: pagesRoutes },
  { path: 'settings', title: 'Settings', component: Settings },
];
