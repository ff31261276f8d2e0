import type { Settings } from '@daybook/config';
import { DomainEvents, Reactions } from '@daybook/events';
import { FulfilmentProgress, UnassignedLines } from '@daybook/fulfilment';
import { MailMessages } from '@daybook/mail';
import { OrderNumbers, OrdersModule, OrdersService } from '@daybook/orders';
import { RealtimeModule } from '@daybook/realtime';
import { Module, type DynamicModule } from '@nestjs/common';
import { WorkerModule } from '../worker.module.js';
import { DemoCarts } from './demo-carts.js';
import { DemoHistory } from './demo-history.js';
import { DemoShop } from './demo-shop.js';
import { SandboxHistory } from './sandbox-history.js';

/** It has all happened before: nobody submits it again, or sends its mails. */
const noReactions = { provide: Reactions, useValue: { run: () => Promise.resolve() } };

/** Loads the demo shop. What publishes here is its own, so that nothing reacts. */
@Module({})
export class DemoShopModule {
  static forCommand(settings: Settings): DynamicModule {
    return {
      module: DemoShopModule,
      imports: [WorkerModule.forCommand(settings), OrdersModule, RealtimeModule],
      providers: [
        ...[noReactions, DomainEvents, OrderNumbers, OrdersService, UnassignedLines, FulfilmentProgress, MailMessages],
        ...[DemoCarts, DemoHistory, DemoShop, SandboxHistory],
      ],
    };
  }
}
