import { Module } from '@nestjs/common';
import { PagesModule } from '../pages/pages.module.js';
import { MailApiController } from './mail-api.controller.js';
import { MailBounces } from './bounces/mail-bounces.js';
import { MailPagesController } from './mail-pages.controller.js';
import { Mailbox } from './mailbox.js';

/** The stand-in for a mail server, and for everybody's mailbox. */
@Module({
  imports: [PagesModule],
  controllers: [MailPagesController, MailApiController],
  providers: [MailBounces, Mailbox],
})
export class MailboxModule {}
