import { accountsEntities, AccountsModule } from '@daybook/accounts';
import { activityLogEntities, ActivityLogModule } from '@daybook/activity-log';
import { cartsEntities, CartsModule } from '@daybook/carts';
import { catalogEntities, CatalogModule } from '@daybook/catalog';
import { openLogDestination, SettingsModule, type Settings } from '@daybook/config';
import { DatabaseModule } from '@daybook/database';
import { EventsModule } from '@daybook/events';
import { fulfilmentEntities, FulfilmentModule } from '@daybook/fulfilment';
import { jobsEntities, JobsModule } from '@daybook/jobs';
import { ordersEntities, OrdersModule } from '@daybook/orders';
import { mailEntities, MailModule } from '@daybook/mail';
import { paymentsEntities, PaymentsModule } from '@daybook/payments';
import { RealtimeModule } from '@daybook/realtime';
import { ScreensModule } from '@daybook/screens';
import { shopEntities, ShopModule } from '@daybook/shop';
import { syncEntities, SyncModule } from '@daybook/sync';
import { webhooksEntities, WebhooksModule } from '@daybook/webhooks';
import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LoggerModule } from 'nestjs-pino';
import { ActivityController } from './activity/activity.controller.js';
import { ProblemsController } from './activity/problems.controller.js';
import { AbandonedCartsController } from './carts/abandoned-carts.controller.js';
import { CollectionsController } from './catalogue/collections.controller.js';
import { ProductsController } from './catalogue/products.controller.js';
import { DocsController } from './docs/docs.controller.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './health/metrics.controller.js';
import { Metrics } from './health/metrics.js';
import { ProgramReports } from './health/program-reports.js';
import { JobsController } from './jobs/jobs.controller.js';
import { AccountsController } from './settings/accounts.controller.js';
import { ConnectionsController } from './settings/connections.controller.js';
import { LiveModule } from './live/live.module.js';
import { NotesController } from './orders/notes.controller.js';
import { OrderActionsController } from './orders/order-actions.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { PagesController } from './pages/pages.controller.js';
import { SecurityModule } from './security/security.module.js';
import { SessionsController } from './session/sessions.controller.js';
import { StorefrontModule } from './shop/storefront.module.js';
import { SyncController } from './sync/sync.controller.js';
import { WebhookEventsController } from './webhooks/webhook-events.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

@Module({
  imports: [
    AccountsModule,
    ActivityLogModule,
    CartsModule,
    CatalogModule,
    EventsModule,
    FulfilmentModule,
    LiveModule,
    MailModule,
    OrdersModule,
    PaymentsModule,
    RealtimeModule,
    ScheduleModule.forRoot(),
    ScreensModule,
    SecurityModule,
    StorefrontModule,
    ShopModule,
    SyncModule,
    WebhooksModule,
  ],
  controllers: [
    AbandonedCartsController,
    AccountsController,
    ConnectionsController,
    DocsController,
    ActivityController,
    ProblemsController,
    CollectionsController,
    HealthController,
    WebhookEventsController,
    JobsController,
    MetricsController,
    OrderActionsController,
    NotesController,
    OrdersController,
    PagesController,
    ProductsController,
    SessionsController,
    SyncController,
    WebhooksController,
  ],
  providers: [Metrics, ProgramReports],
})
export class ApiModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        LoggerModule.forRoot({
          pinoHttp: [{ level: settings.logLevel, autoLogging: false, quietReqLogger: true }, openLogDestination()],
        }),
        SettingsModule.forRoot(settings),
        DatabaseModule.forRoot({
          url: settings.databaseUrl,
          entities: [
            ...accountsEntities,
            ...activityLogEntities,
            ...ordersEntities,
            ...fulfilmentEntities,
            ...paymentsEntities,
            ...cartsEntities,
            ...catalogEntities,
            ...jobsEntities,
            ...mailEntities,
            ...syncEntities,
            ...shopEntities,
            ...webhooksEntities,
          ],
          applicationName: 'daybook api',
          // somebody is waiting for the response
          statementTimeoutSeconds: 8,
        }),
        JobsModule.forProducer(settings),
      ],
    };
  }
}
