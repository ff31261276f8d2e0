import type { Routes } from '@angular/router';
import { Settings } from './settings/settings';
import { Webhooks } from './webhooks/webhooks';

/** The pages for whoever looks after Daybook, in a file of their own. */
export const upkeepRoutes: Routes = [
  { path: 'webhooks', title: 'Webhooks', component: Webhooks },
  { path: 'settings', title: 'Settings', component: Settings },
];
