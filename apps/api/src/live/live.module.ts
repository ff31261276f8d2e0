import { ActivityLogModule } from '@daybook/activity-log';
import { AccountsModule } from '@daybook/accounts';
import { ConsoleNotifier, RealtimeModule } from '@daybook/realtime';
import { ScreensModule } from '@daybook/screens';
import { Global, Injectable, Module } from '@nestjs/common';
import { SecurityModule } from '../security/security.module.js';
import { SignOutAnnouncer } from '../session/sign-out-announcer.js';
import { AdminGateway } from './admin.gateway.js';
import { AttentionPush } from './attention-push.js';
import { ConnectedConsoles } from './connected-consoles.js';
import { ExpiredSessionCloser } from './expired-session-closer.js';
import { ConsoleBroadcaster } from './console-broadcaster.js';

@Injectable()
class SignOutByNews extends SignOutAnnouncer {
  constructor(private readonly consoles: ConsoleNotifier) {
    super();
  }

  signedOut(sessionRoom: string): void {
    this.consoles.notify({ signedOut: [sessionRoom] });
  }
}

/** The live side of the console. Global for the announcer alone, which signing out needs. */
@Global()
@Module({
  imports: [AccountsModule, ActivityLogModule, RealtimeModule, ScreensModule, SecurityModule],
  providers: [
    AdminGateway,
    AttentionPush,
    ConnectedConsoles,
    ExpiredSessionCloser,
    ConsoleBroadcaster,
    { provide: SignOutAnnouncer, useClass: SignOutByNews },
  ],
  exports: [SignOutAnnouncer],
})
export class LiveModule {}
