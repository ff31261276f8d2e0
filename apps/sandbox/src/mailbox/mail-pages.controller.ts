import { Body, Controller, Get, Header, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Pages } from '../pages/pages.js';
import { Words } from '../pages/words.js';
import { bounceRequest, kindChoices, serviceChoices, type BounceRequest } from './bounces/bounce-request.js';
import { MailBounces } from './bounces/mail-bounces.js';
import type { Mail } from './mail.js';
import { moodRequest, moods, type MoodRequest } from './mailbox-mood.js';
import { Mailbox } from './mailbox.js';

const mailsShown = 100;
const widthQuery = z.object({ width: z.enum(['phone', 'wide']).catch('wide') });

/** Nothing of a mail runs, loads or reaches beyond its frame; its links open elsewhere. */
const policyOfAMail = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join(';');

/** The page on which mails are read, and on which the mailbox is told how to behave. */
@Controller('mail')
export class MailPagesController {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly bounces: MailBounces,
    private readonly pages: Pages,
    private readonly words: Words,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  list(): string {
    const { mood, recipient, port } = this.mailbox.state;
    return this.pages.render('mails', {
      mails: this.mailbox
        .newestFirst()
        .slice(0, mailsShown)
        .map((mail) => this.line(mail)),
      moods: Object.entries(moods).map(([name, words]) => ({ name, words, isNow: name === mood })),
      trouble: mood === 'up' ? null : `The mailbox ${moods[mood]}${recipient === undefined ? '' : `: ${recipient}`}.`,
      recipient: recipient ?? '',
      address: `smtp://127.0.0.1:${port}`,
    });
  }

  @Get(':id')
  show(
    @Param('id') id: string,
    @Query({ schema: widthQuery }) { width }: z.output<typeof widthQuery>,
    @Res() response: Response,
  ): void {
    const mail = this.found(id);
    // the policy of the pages and one thing more: this page holds a frame
    const policy = String(response.getHeader('content-security-policy'));
    response.setHeader('content-security-policy', `${policy};frame-src 'self'`);
    response.type('html').send(
      this.pages.render('mail', {
        ...this.line(mail),
        envelope: { from: mail.envelope.from, to: mail.envelope.to.join(', ') },
        hasHtml: mail.html !== null,
        text: mail.text,
        headers: mail.headers,
        attachments: mail.attachments,
        width,
        services: serviceChoices,
        kinds: kindChoices,
        told: this.bounces.toldOf(mail).map(({ kind, status, answer, at }) => ({
          kind,
          isGood: status === 200,
          outcome: status === null ? answer : String(status),
          at: this.words.moment(at),
        })),
      }),
    );
  }

  @Get(':id/html')
  html(@Param('id') id: string, @Res() response: Response): void {
    const { html } = this.found(id);
    if (html === null) throw new NotFoundException('This mail has no HTML.');
    response.setHeader('content-security-policy', policyOfAMail);
    response.type('html').send(`<base target="_blank">${html}`);
  }

  @Post(':id/bounce')
  async bounce(
    @Param('id') id: string,
    @Body({ schema: bounceRequest }) request: BounceRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.bounces.tell(this.found(id), request);
    response.redirect(303, `/mail/${id}#bounce`);
  }

  @Post('mood')
  async become(@Body({ schema: moodRequest }) mood: MoodRequest, @Res() response: Response): Promise<void> {
    await this.mailbox.become(mood);
    response.redirect(303, '/mail');
  }

  @Post('empty')
  empty(@Res() response: Response): void {
    this.mailbox.empty();
    response.redirect(303, '/mail');
  }

  private line(mail: Mail) {
    const { id, from, to, subject, receivedAt } = mail;
    return { id, from, to, subject: subject || 'No subject', received: this.words.moment(receivedAt) };
  }

  private found(id: string): Mail {
    const mail = this.mailbox.find(id);
    if (!mail)
      throw new NotFoundException('The mailbox has no such mail. It forgets its mails when the sandbox stops.');
    return mail;
  }
}
