import { UnsubscribedAddresses } from '@daybook/carts';
import { Database } from '@daybook/database';
import { noindexHead } from '@daybook/shop';
import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { problem } from '../problem/problem.js';
import { ShopTemplates } from './shop-templates.js';

/**
 * Where the links of reminders lead. A GET changes nothing, because mail programs follow links to check them; the button posts,
 * and so do mail programs (RFC 8058). The token alone is enough: neither a cookie nor the shop's own page is required.
 */
@Controller('cart/unsubscribe')
export class UnsubscribeController {
  constructor(
    private readonly database: Database,
    private readonly unsubscribed: UnsubscribedAddresses,
    private readonly templates: ShopTemplates,
  ) {}

  @Get(':token')
  async showConfirmation(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const email = await this.database.transaction((tx) => this.unsubscribed.findByToken(tx, token));
    if (email === null) throwNoSuchLink();
    const title = 'Stop reminders?';
    await this.templates.send(response, 'unsubscribe', { head: noindexHead(title), title, email });
  }

  @Post(':token')
  @HttpCode(200)
  async unsubscribe(@Param('token') token: string, @Res() response: Response): Promise<void> {
    const isDone = await this.database.transaction((tx) => this.unsubscribed.unsubscribe(tx, token));
    if (!isDone) throwNoSuchLink();
    const title = 'You will get no more reminders';
    const paragraphs = ['We will not remind you about a cart again. You will still get e-mails about your orders.'];
    const link = { text: 'Go to the shop', href: '/' };
    await this.templates.send(response, 'message', { head: noindexHead(title), title, paragraphs, link });
  }
}

function throwNoSuchLink(): never {
  throw problem(404, 'This link is not valid. Part of it may be missing.');
}
