import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { bounceRequest, type BounceRequest } from './bounces/bounce-request.js';
import { MailBounces } from './bounces/mail-bounces.js';
import type { Mail } from './mail.js';
import { moodRequest, type MoodRequest } from './mailbox-mood.js';
import { Mailbox } from './mailbox.js';

const listQuery = z.object({
  to: z.string().toLowerCase().optional(),
  subject: z.string().toLowerCase().optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(200),
});

/** The mailbox as JSON, for tests and scripts. */
@Controller('sandbox')
export class MailApiController {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly bounces: MailBounces,
  ) {}

  @Get('mails')
  list(@Query({ schema: listQuery }) { to, subject, limit }: z.output<typeof listQuery>) {
    const mails = this.mailbox.newestFirst().filter((mail) => {
      const isFor = to === undefined || mail.envelope.to.some((address) => address.toLowerCase() === to);
      return isFor && (subject === undefined || mail.subject.toLowerCase().includes(subject));
    });
    return { items: mails.slice(0, limit).map(summary) };
  }

  @Get('mails/:id')
  show(@Param('id') id: string): Mail {
    const mail = this.mailbox.find(id);
    if (!mail)
      throw new NotFoundException('The mailbox has no such mail. It forgets its mails when the sandbox stops.');
    return mail;
  }

  /** Answers what Daybook answered; null where no answer came. */
  @Post('mails/:id/bounce')
  @HttpCode(200)
  async bounce(@Param('id') id: string, @Body({ schema: bounceRequest }) request: BounceRequest) {
    const { status } = await this.bounces.tell(this.show(id), request);
    return { status };
  }

  @Delete('mails')
  @HttpCode(204)
  empty(): void {
    this.mailbox.empty();
  }

  @Get('mailbox')
  state() {
    return this.mailbox.state;
  }

  @Put('mailbox')
  async become(@Body({ schema: moodRequest }) mood: MoodRequest) {
    await this.mailbox.become(mood);
    return this.mailbox.state;
  }
}

const summary = ({ id, receivedAt, envelope, from, to, subject, messageId }: Mail) => ({
  id,
  receivedAt,
  envelope,
  from,
  to,
  subject,
  messageId,
});
