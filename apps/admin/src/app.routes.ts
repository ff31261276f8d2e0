import type { Routes } from '@angular/router';
import { requireNoSession, requireSession } from './api/session.guard';
import { PageNotFound } from './shell/page-not-found';
import { Shell } from './shell/shell';
import { SignIn } from './sign-in/sign-in';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in',
    canActivate: [requireNoSession],
    component: SignIn,
  },
  {
    path: '',
    component: Shell,
    canActivate: [requireSession],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'activity' },
      {
        path: 'activity',
        title: 'Activity',
        loadComponent: () => import('./activity/activity').then((m) => m.Activity),
      },
      { path: '', loadChildren: () => import('./main.routes').then((m) => m.mainRoutes) },
      {
        path: '**',
        title: 'Page not found',
        component: PageNotFound,
      },
    ],
  },
];
