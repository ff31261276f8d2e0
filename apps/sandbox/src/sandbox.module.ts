import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AnswerErrors } from './answer-errors.filter.js';
import { DemoShopModule } from './demo-shop/demo-shop.module.js';
import { PagesModule } from './pages/pages.module.js';
import { SandboxAddress } from './sandbox-address.js';
import { SandboxSettings } from './settings.js';
import { StripeModule } from './stripe/stripe.module.js';

@Global()
@Module({
  imports: [PagesModule, StripeModule, DemoShopModule],
  providers: [SandboxAddress, { provide: APP_FILTER, useClass: AnswerErrors }],
})
export class SandboxModule {
  static with(settings: SandboxSettings): DynamicModule {
    return {
      module: SandboxModule,
      providers: [{ provide: SandboxSettings, useValue: settings }],
      exports: [SandboxSettings, SandboxAddress],
    };
  }
}
