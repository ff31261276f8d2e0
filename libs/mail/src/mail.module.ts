import { Settings } from '@daybook/config';
import { CartsModule } from '@daybook/carts';
import { OrdersModule } from '@daybook/orders';
import { WebhooksModule, WebhookSources } from '@daybook/webhooks';
import { Module, type OnModuleInit } from '@nestjs/common';
import { BouncedAddresses } from './bounces/bounced-addresses.js';
import { BouncedMessages } from './bounces/bounced-messages.js';
import { Bounces } from './bounces/bounces.js';
import { MailServiceWebhooks } from './bounces/mail-service-webhooks.js';
import { mailgun } from './bounces/mailgun.js';
import { postmark } from './bounces/postmark.js';
import { resend } from './bounces/resend.js';
import { Letters } from './letters/letters.js';
import { MailDelivery } from './mail-delivery.js';
import { MailMessages } from './mail-messages.js';
import { MailQueries } from './mail.queries.js';
import { Mails } from './mails.js';
import { Handovers } from './recovery/handovers.js';
import { RecoveryMails } from './recovery/recovery-mails.js';
import { MailPatience } from './smtp/mail-patience.js';
import { MailSender } from './smtp/mail-sender.js';

@Module({
  imports: [CartsModule, OrdersModule, WebhooksModule],
  providers: [
    BouncedAddresses,
    BouncedMessages,
    Bounces,
    Handovers,
    Letters,
    MailDelivery,
    MailMessages,
    MailQueries,
    { provide: MailPatience, useValue: new MailPatience() },
    Mails,
    MailSender,
    RecoveryMails,
  ],
  exports: [BouncedAddresses, MailDelivery, MailQueries, Mails, RecoveryMails],
})
export class MailModule implements OnModuleInit {
  constructor(
    private readonly settings: Settings,
    private readonly sources: WebhookSources,
    private readonly bounces: Bounces,
  ) {}

  onModuleInit(): void {
    for (const service of [postmark, mailgun, resend])
      this.sources.register(new MailServiceWebhooks(service, this.settings, this.bounces));
  }
}
