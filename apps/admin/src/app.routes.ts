import type { Routes } from '@angular/router';
import { nobodySignedIn, someoneSignedIn } from './api/signed-in.guard';
import { PageNotFound } from './shell/page-not-found';
import { Shell } from './shell/shell';
import { SignIn } from './sign-in/sign-in';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in',
    canActivate: [nobodySignedIn],
    component: SignIn,
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
      { path: '', loadChildren: () => import('./besides-activity.routes').then((m) => m.routesBesidesActivity) },
      {
        path: '**',
        title: 'Page not found',
        component: PageNotFound,
      },
    ],
  },
];
