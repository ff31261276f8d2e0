import { ActivityLogModule } from '@daybook/activity-log';
import { OrdersModule } from '@daybook/orders';
import { Module } from '@nestjs/common';
import { ActivityScreen } from './activity.screen.js';
import { OrdersScreen } from './orders.screen.js';

@Module({
  imports: [ActivityLogModule, OrdersModule],
  providers: [ActivityScreen, OrdersScreen],
  exports: [ActivityScreen, OrdersScreen],
})
export class ScreensModule {}
