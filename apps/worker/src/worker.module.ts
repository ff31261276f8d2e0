import { ActivityLogModule } from '@daybook/activity-log';
import { cartsEntities, CartsModule } from '@daybook/carts';
import { catalogEntities } from '@daybook/catalog';
import { SettingsModule, type Settings } from '@daybook/config';
import { DatabaseModule } from '@daybook/database';
import { EventsModule } from '@daybook/events';
import { fulfilmentEntities, FulfilmentModule } from '@daybook/fulfilment';
import { SchedulerModule, JobsModule, type SchedulerOptions } from '@daybook/jobs';
import { MailModule } from '@daybook/mail';
import { ordersEntities, OrdersModule } from '@daybook/orders';
import { paymentsEntities, PaymentsModule } from '@daybook/payments';
import { SyncModule } from '@daybook/sync';
import { WebhooksModule } from '@daybook/webhooks';
import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { PollFulfilmentClock } from './clocks/poll-fulfilment.clock.js';
import { PruneActivityLogClock } from './clocks/prune-activity-log.clock.js';
import { RegisterWebhooksClock } from './clocks/register-webhooks.clock.js';
import { SendRecoveryMailsClock } from './clocks/send-recovery-mails.clock.js';
import { SweepInboxClock } from './clocks/sweep-inbox.clock.js';
import { SyncProductsClock } from './clocks/sync-products.clock.js';
import { WatchForSilenceClock } from './clocks/watch-for-silence.clock.js';
import { DemoShop } from './demo-shop/demo-shop.js';
import { AnnounceParcelHandler } from './jobs/announce-parcel.handler.js';
import { ConfirmOrderHandler } from './jobs/confirm-order.handler.js';
import { FetchOrderLinesHandler } from './jobs/fetch-order-lines.handler.js';
import { FulfilOrderHandler } from './jobs/fulfil-order.handler.js';
import { Handlers } from './jobs/handlers.js';
import { LookAtFulfilmentHandler } from './jobs/look-at-fulfilment.handler.js';
import { MakeRefundHandler } from './jobs/make-refund.handler.js';
import { SubmitFulfilmentHandler } from './jobs/submit-fulfilment.handler.js';
import { SendMailHandler } from './jobs/send-mail.handler.js';
import { SyncProductsHandler } from './jobs/sync-products.handler.js';

const clockParts: SchedulerOptions = {
  imports: [ActivityLogModule, FulfilmentModule, MailModule, SyncModule, WebhooksModule],
  tasks: {
    'prune-activity-log': PruneActivityLogClock,
    'sweep-inbox': SweepInboxClock,
    'poll-fulfilment': PollFulfilmentClock,
    'register-webhooks': RegisterWebhooksClock,
    'send-recovery-mails': SendRecoveryMailsClock,
    'find-overdue-orders': WatchForSilenceClock,
    'sync-products': SyncProductsClock,
  },
};

@Module({
  imports: [
    ActivityLogModule,
    CartsModule,
    EventsModule,
    FulfilmentModule,
    MailModule,
    OrdersModule,
    PaymentsModule,
    SyncModule,
    WebhooksModule,
  ],
  providers: [
    AnnounceParcelHandler,
    ConfirmOrderHandler,
    DemoShop,
    FetchOrderLinesHandler,
    FulfilOrderHandler,
    Handlers,
    LookAtFulfilmentHandler,
    MakeRefundHandler,
    SendMailHandler,
    SubmitFulfilmentHandler,
    SyncProductsHandler,
  ],
})
export class WorkerModule {
  /** The worker as it runs: jobs, clocks and the inbox. */
  static forRoot(settings: Settings): DynamicModule {
    return composed(settings, [JobsModule.forWorker(settings), SchedulerModule.forRoot(clockParts)]);
  }

  /** The same parts for a command that runs one thing and ends. */
  static forCommand(settings: Settings): DynamicModule {
    return composed(settings, [JobsModule.forApi(settings), SchedulerModule.forCommand(clockParts)]);
  }
}

function composed(settings: Settings, driven: NonNullable<ModuleMetadata['imports']>): DynamicModule {
  return {
    module: WorkerModule,
    imports: [
      LoggerModule.forRoot({ pinoHttp: { level: settings.logLevel } }),
      SettingsModule.forRoot(settings),
      DatabaseModule.forRoot({
        url: settings.databaseUrl,
        entities: [...ordersEntities, ...fulfilmentEntities, ...paymentsEntities, ...cartsEntities, ...catalogEntities],
        applicationName: 'daybook worker',
        // No statement here is a long one; and a pool full of dead connections is found out one wait at a time.
        statementSeconds: 10,
      }),
      ...driven,
    ],
  };
}
