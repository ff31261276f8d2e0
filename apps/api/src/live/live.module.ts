import { ActivityLogModule } from '@daybook/activity-log';
import { AccountsModule } from '@daybook/accounts';
import { RealtimeModule } from '@daybook/realtime';
import { ScreensModule } from '@daybook/screens';
import { Module } from '@nestjs/common';
import { SecurityModule } from '../security/security.module.js';
import { AdminGateway } from './admin.gateway.js';
import { AttentionPush } from './attention-push.js';
import { ConnectedConsoles } from './connected-consoles.js';
import { ConsoleBroadcaster } from './console-broadcaster.js';
import { ExpiredSessionCloser } from './expired-session-closer.js';

@Module({
  imports: [AccountsModule, ActivityLogModule, RealtimeModule, ScreensModule, SecurityModule],
  providers: [AdminGateway, AttentionPush, ConnectedConsoles, ConsoleBroadcaster, ExpiredSessionCloser],
})
export class LiveModule {}
