import {
  type ApplicationConfig,
  inject,
  provideBrowserGlobalErrorListeners,
  provideEnvironmentInitializer,
} from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';
import { Attention } from './api/attention';
import { routes } from './app.routes';
import { PageFailure } from './shell/page-failure';
import { PageTitles } from './shell/page-titles';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withNavigationErrorHandler((failure) => {
        inject(PageFailure).report(failure);
      }),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
    ),
    // It has to listen before the socket opens: the count is pushed at once.
    provideEnvironmentInitializer(() => inject(Attention)),
    { provide: TitleStrategy, useClass: PageTitles },
  ],
};
