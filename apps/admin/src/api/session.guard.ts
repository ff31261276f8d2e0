import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { SessionStore } from './session-store';

export const requireSession: CanActivateFn = async (_route, state) => {
  const router = inject(Router);
  if (await inject(SessionStore).ensureLoaded()) return true;
  const queryParams = state.url === '/' ? {} : { to: state.url };
  return router.createUrlTree(['/sign-in'], { queryParams });
};

export const requireNoSession: CanActivateFn = async (route) => {
  const router = inject(Router);
  const session = inject(SessionStore);
  await session.ensureLoaded();
  return session.session() === null || router.parseUrl(safeReturnUrl(route.queryParamMap.get('to')));
};

/** Where to go after signing in: only places of the console, whatever the URL says. */
export function safeReturnUrl(to: string | null): string {
  const isWithin = to !== null && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in');
  return isWithin ? to : '/activity';
}
