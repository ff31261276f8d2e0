import { AccountsModule } from '@daybook/accounts';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { BodyBudget } from '../bodies/body-budget.js';
import { JsonBodies } from '../bodies/json-bodies.js';
import { ConsoleFolder } from '../console/console-pages.js';
import { ProblemFilter } from '../problem/problem.filter.js';
import { ValidationPipe } from '../problem/validation.pipe.js';
import { BrowserSessions } from './browser-sessions.js';
import { SameOrigin } from './same-origin.js';
import { SignedInGuard } from './signed-in.guard.js';

/** Enough for 32 of the largest webhooks, and little for a server of 1 GB. */
const maxBodyBytes = 33_554_432;

/** Authentication, validation and error responses for every route. Needs `configureHttp`. */
@Module({
  imports: [AccountsModule],
  providers: [
    BrowserSessions,
    SameOrigin,
    ConsoleFolder,
    { provide: BodyBudget, useFactory: () => new BodyBudget(maxBodyBytes) },
    { provide: APP_GUARD, useClass: SignedInGuard },
    { provide: APP_INTERCEPTOR, useClass: JsonBodies },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: ValidationPipe },
  ],
  exports: [BodyBudget, BrowserSessions, SameOrigin],
})
export class SecurityModule {}
