import type { Routes } from '@angular/router';
import { Carts } from './carts/carts';
import { Jobs } from './jobs/jobs';
import { PageEditor } from './pages/page-editor';
import { PageList } from './pages/page-list';
import { confirmUnsavedChanges } from './pages/unsaved-changes.guard';
import { Settings } from './settings/settings';
import { Webhooks } from './webhooks/webhooks';

/** The pages for running the shop, in a bundle of their own. */
export const adminRoutes: Routes = [
  { path: 'carts', title: 'Abandoned carts', component: Carts },
  { path: 'jobs', title: 'Jobs', component: Jobs },
  { path: 'webhooks', title: 'Webhooks', component: Webhooks },
  { path: 'pages', title: 'Shop pages', component: PageList },
  { path: 'pages/:id', title: 'Shop page', component: PageEditor, canDeactivate: [confirmUnsavedChanges] },
  { path: 'settings', title: 'Settings', component: Settings },
];
