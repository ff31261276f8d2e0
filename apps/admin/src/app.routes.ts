import type { Routes } from '@angular/router';
import { nobodySignedIn, someoneSignedIn } from './api/signed-in.guard';
import { Shell } from './shell/shell';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in',
    canActivate: [nobodySignedIn],
    loadComponent: () => import('./sign-in/sign-in').then((m) => m.SignIn),
  },
  {
    path: '',
    component: Shell,
    canActivate: [someoneSignedIn],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'activity' },
      {
        path: 'activity',
        title: 'Activity',
        loadComponent: () => import('./activity/activity').then((m) => m.Activity),
      },
      {
        path: 'orders',
        title: 'Orders',
        loadComponent: () => import('./orders/order-list').then((m) => m.OrderList),
      },
      {
        path: 'orders/:id',
        title: 'Order',
        loadComponent: () => import('./orders/order-page').then((m) => m.OrderPage),
      },
      {
        path: '**',
        title: 'Page not found',
        loadComponent: () => import('./shell/page-not-found').then((m) => m.PageNotFound),
      },
    ],
  },
];
