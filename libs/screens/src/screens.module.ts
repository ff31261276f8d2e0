import { ActivityLogModule } from '@daybook/activity-log';
import { CatalogModule } from '@daybook/catalog';
import { FulfilmentModule } from '@daybook/fulfilment';
import { MailModule } from '@daybook/mail';
import { OrdersModule } from '@daybook/orders';
import { PaymentsModule } from '@daybook/payments';
import { WebhooksModule } from '@daybook/webhooks';
import { Module } from '@nestjs/common';
import { ActivityReadModel } from './activity.read-model.js';
import { ConnectionsReadModel } from './connections.read-model.js';
import { JobsReadModel } from './jobs.read-model.js';
import { OrdersReadModel } from './orders.read-model.js';
import { OutsidePages } from './outside-pages.js';

@Module({
  imports: [
    ActivityLogModule,
    CatalogModule,
    FulfilmentModule,
    MailModule,
    OrdersModule,
    PaymentsModule,
    WebhooksModule,
  ],
  providers: [ActivityReadModel, ConnectionsReadModel, JobsReadModel, OrdersReadModel, OutsidePages],
  exports: [ActivityReadModel, ConnectionsReadModel, JobsReadModel, OrdersReadModel],
})
export class ScreensModule {}
