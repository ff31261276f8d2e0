import { activityLogEntities, ActivityLogModule } from '@daybook/activity-log';
import { cartsEntities, CartsModule } from '@daybook/carts';
import { catalogEntities } from '@daybook/catalog';
import { openLogDestination, SettingsModule, type Settings } from '@daybook/config';
import { DatabaseModule } from '@daybook/database';
import { EventsModule } from '@daybook/events';
import { fulfilmentEntities, FulfilmentModule } from '@daybook/fulfilment';
import { jobsEntities, JobsModule, SchedulerModule } from '@daybook/jobs';
import { mailEntities, MailModule } from '@daybook/mail';
import { ordersEntities, OrdersModule } from '@daybook/orders';
import { paymentsEntities, PaymentsModule } from '@daybook/payments';
import { syncEntities, SyncModule } from '@daybook/sync';
import { webhooksEntities, WebhooksModule } from '@daybook/webhooks';
import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { WorkerTasks } from './worker-tasks.js';

const scheduler = {
  imports: [ActivityLogModule, FulfilmentModule, MailModule, SyncModule, WebhooksModule],
  tasks: WorkerTasks,
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
})
export class WorkerModule {
  static forRoot(settings: Settings): DynamicModule {
    return withDrivers(settings, [JobsModule.forWorker(settings), SchedulerModule.forRoot(scheduler)]);
  }

  /** For a command that runs one thing and ends. */
  static forCommand(settings: Settings): DynamicModule {
    return withDrivers(settings, [JobsModule.forProducer(settings), SchedulerModule.forCommand(scheduler)]);
  }
}

function withDrivers(settings: Settings, drivers: DynamicModule[]): DynamicModule {
  return {
    module: WorkerModule,
    imports: [
      LoggerModule.forRoot({ pinoHttp: [{ level: settings.logLevel }, openLogDestination()] }),
      SettingsModule.forRoot(settings),
      DatabaseModule.forRoot({
        url: settings.databaseUrl,
        entities: [
          ...activityLogEntities,
          ...ordersEntities,
          ...fulfilmentEntities,
          ...paymentsEntities,
          ...cartsEntities,
          ...catalogEntities,
          ...jobsEntities,
          ...mailEntities,
          ...syncEntities,
          ...webhooksEntities,
        ],
        applicationName: 'daybook worker',
        // no statement here takes long, and each dead connection of a pool costs one such wait
        statementTimeoutSeconds: 10,
      }),
      ...drivers,
    ],
  };
}
