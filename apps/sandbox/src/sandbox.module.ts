import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AnswerErrors } from './answer-errors.filter.js';
import { WebhookPost } from './delivery/webhook-post.js';
import { DemoShopModule } from './demo-shop/demo-shop.module.js';
import { CallCounts } from './faults/call-counts.js';
import { CountsApiController } from './faults/counts-api.controller.js';
import { FaultsApiController } from './faults/faults-api.controller.js';
import { Faults } from './faults/faults.js';
import { KeptState } from './kept/kept-state.js';
import { MailboxModule } from './mailbox/mailbox.module.js';
import { PagesModule } from './pages/pages.module.js';
import { ProvidersPageModule } from './providers-page/providers-page.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { SandboxAddress } from './sandbox-address.js';
import { SandboxSettings } from './settings.js';
import { StripeModule } from './stripe/stripe.module.js';

@Global()
@Module({
  imports: [PagesModule, StripeModule, DemoShopModule, ProvidersModule, ProvidersPageModule, MailboxModule],
  controllers: [FaultsApiController, CountsApiController],
  providers: [
    SandboxAddress,
    WebhookPost,
    KeptState,
    Faults,
    CallCounts,
    { provide: APP_FILTER, useClass: AnswerErrors },
  ],
})
export class SandboxModule {
  static with(settings: SandboxSettings): DynamicModule {
    return {
      module: SandboxModule,
      providers: [{ provide: SandboxSettings, useValue: settings }],
      exports: [SandboxSettings, SandboxAddress, WebhookPost, KeptState, Faults, CallCounts],
    };
  }
}
