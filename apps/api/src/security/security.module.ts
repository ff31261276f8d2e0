import { AccountsModule } from '@daybook/accounts';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ConsoleFolder } from '../console/console-pages.js';
import { ProblemFilter } from '../problem/problem.filter.js';
import { ValidationPipe } from '../problem/validation.pipe.js';
import { BrowserSessions } from './browser-sessions.js';
import { SameOrigin } from './same-origin.js';
import { SignedInGuard } from './signed-in.guard.js';

/** Authentication, validation and error responses for every route. Needs `configureHttp`. */
@Module({
  imports: [AccountsModule],
  providers: [
    BrowserSessions,
    SameOrigin,
    ConsoleFolder,
    { provide: APP_GUARD, useClass: SignedInGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: ValidationPipe },
  ],
  exports: [BrowserSessions, SameOrigin],
})
export class SecurityModule {}
