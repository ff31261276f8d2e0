import { ActivityLogModule } from '@daybook/activity-log';
import { OrdersModule } from '@daybook/orders';
import { Module } from '@nestjs/common';
import { ActivityScreen } from './activity.screen.js';
import { JobsScreen } from './jobs.screen.js';
import { OrdersScreen } from './orders.screen.js';

@Module({
  imports: [ActivityLogModule, OrdersModule],
  providers: [ActivityScreen, JobsScreen, OrdersScreen],
  exports: [ActivityScreen, JobsScreen, OrdersScreen],
})
export class ScreensModule {}
