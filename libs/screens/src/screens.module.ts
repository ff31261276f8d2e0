import { ActivityLogModule } from '@daybook/activity-log';
import { FulfilmentModule } from '@daybook/fulfilment';
import { MailModule } from '@daybook/mail';
import { OrdersModule } from '@daybook/orders';
import { PaymentsModule } from '@daybook/payments';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { ActivityScreen } from './activity.screen.js';
import { ConnectionsScreen } from './connections.screen.js';
import { JobsScreen } from './jobs.screen.js';
import { OrdersScreen } from './orders.screen.js';

@Module({
  imports: [ActivityLogModule, FulfilmentModule, MailModule, OrdersModule, PaymentsModule, WebhooksModule],
  providers: [ActivityScreen, ConnectionsScreen, JobsScreen, OrdersScreen],
  exports: [ActivityScreen, ConnectionsScreen, JobsScreen, OrdersScreen],
})
export class ScreensModule {}
