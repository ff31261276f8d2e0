import { Settings } from '@daybook/config';
import { CartsModule } from '@daybook/carts';
import { OrdersModule } from '@daybook/orders';
import { WebhooksModule, WebhookSources } from '@daybook/webhooks';
import { Module, type OnModuleInit } from '@nestjs/common';
import { ReminderSuppressions } from './bounces/reminder-suppressions.js';
import { BouncedMessages } from './bounces/bounced-messages.js';
import { BounceRecorder } from './bounces/bounce-recorder.js';
import { MailServiceWebhooks } from './bounces/mail-service-webhooks.js';
import { mailgun } from './bounces/mailgun.js';
import { postmark } from './bounces/postmark.js';
import { resend } from './bounces/resend.js';
import { MailRenderer } from './templates/mail-renderer.js';
import { MailReactions } from './mail-reactions.js';
import { MailMessages } from './mail-messages.js';
import { MailOutages } from './mail-outages.js';
import { MailRecorder } from './mail-recorder.js';
import { MailQueries } from './mail.queries.js';
import { MailQueue } from './mail-queue.js';
import { SendMail } from './send-mail.job.js';
import { RecoveryMails } from './recovery/recovery-mails.js';
import { Reminders } from './recovery/reminders.js';
import { SmtpTimeouts } from './smtp/smtp-transport.js';
import { MailSender } from './smtp/mail-sender.js';

@Module({
  imports: [CartsModule, OrdersModule, WebhooksModule],
  providers: [
    ReminderSuppressions,
    BouncedMessages,
    BounceRecorder,
    MailRenderer,
    MailReactions,
    MailMessages,
    MailOutages,
    MailQueries,
    MailRecorder,
    { provide: SmtpTimeouts, useValue: new SmtpTimeouts() },
    MailQueue,
    MailSender,
    RecoveryMails,
    Reminders,
    SendMail,
  ],
  exports: [ReminderSuppressions, MailQueries, MailQueue, RecoveryMails],
})
export class MailModule implements OnModuleInit {
  constructor(
    private readonly settings: Settings,
    private readonly sources: WebhookSources,
    private readonly bounceRecorder: BounceRecorder,
  ) {}

  onModuleInit(): void {
    for (const service of [postmark, mailgun, resend])
      this.sources.register(new MailServiceWebhooks(service, this.settings, this.bounceRecorder));
  }
}
