import { ActivityLogModule } from '@daybook/activity-log';
import { FulfilmentModule } from '@daybook/fulfilment';
import { OrdersModule } from '@daybook/orders';
import { PaymentsModule } from '@daybook/payments';
import { Module } from '@nestjs/common';
import { ActivityScreen } from './activity.screen.js';
import { JobsScreen } from './jobs.screen.js';
import { OrdersScreen } from './orders.screen.js';

@Module({
  imports: [ActivityLogModule, FulfilmentModule, OrdersModule, PaymentsModule],
  providers: [ActivityScreen, JobsScreen, OrdersScreen],
  exports: [ActivityScreen, JobsScreen, OrdersScreen],
})
export class ScreensModule {}
