import { RealtimeModule } from '@daybook/realtime';
import { Module } from '@nestjs/common';
import { OrderNumbers } from './order-numbers.js';
import { OrdersQueries } from './orders.queries.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [RealtimeModule],
  providers: [OrderNumbers, OrdersQueries, OrdersService],
  exports: [OrdersQueries, OrdersService],
})
export class OrdersModule {}
