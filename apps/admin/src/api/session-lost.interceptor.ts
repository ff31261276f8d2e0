import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import { tap } from 'rxjs';
import { SessionStore } from './session-store';

/** An answer of 401 means that the session has ended: on to the sign-in page, which leads back here. */
export const sessionLostInterceptor: HttpInterceptorFn = (request, next) => {
  // The store itself uses HttpClient, so it can only be asked for once an answer is there.
  const injector = inject(Injector);
  return next(request).pipe(
    tap({
      error: (failure: unknown) => {
        const refused = failure instanceof HttpErrorResponse && failure.status === 401;
        if (refused && request.url !== '/api/session') injector.get(SessionStore).ended();
      },
    }),
  );
};
