import type { Routes } from '@angular/router';
import { Jobs } from './jobs/jobs';
import { orderRoutes } from './orders/orders.routes';

/** The pages besides the feed, in one file: apart, each set of parts that some of them share would be a file more to load. */
export const routesBesidesActivity: Routes = [
  { path: 'orders', children: orderRoutes },
  {
    path: 'products',
    title: 'Products & sync',
    // Apart: the others are open more often, and would load it with them.
    loadComponent: () => import('./products/products').then((m) => m.Products),
  },
  { path: 'jobs', title: 'Jobs', component: Jobs },
  // seldom looked at, and the pages above are to load fast
  { path: '', loadChildren: () => import('./upkeep.routes').then((m) => m.upkeepRoutes) },
];
