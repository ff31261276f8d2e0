import { OrdersModule } from '@daybook/orders';
import { Module } from '@nestjs/common';
import { Letters } from './letters/letters.js';
import { MailDelivery } from './mail-delivery.js';
import { MailMessages } from './mail-messages.js';
import { Mails } from './mails.js';
import { MailPatience } from './smtp/mail-patience.js';
import { MailSender } from './smtp/mail-sender.js';

@Module({
  imports: [OrdersModule],
  providers: [
    Letters,
    MailDelivery,
    MailMessages,
    { provide: MailPatience, useValue: new MailPatience() },
    Mails,
    MailSender,
  ],
  exports: [MailDelivery, Mails],
})
export class MailModule {}
