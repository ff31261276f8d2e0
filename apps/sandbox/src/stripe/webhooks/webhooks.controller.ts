import { Body, Controller, Get, Header, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Pages } from '../../pages/pages.js';
import { Words } from '../../pages/words.js';
import { SandboxSettings } from '../../settings.js';
import { eventView } from './event-view.js';
import { isHostile, rehearsalNames, Rehearsals, rehearsals, type Rehearsal } from './rehearsals.js';
import { WebhookEvents } from './webhook-events.js';

const eventsShown = 50;
const deliverForm = z.object({ mode: z.enum(rehearsalNames) });

/** The page that lists what was sent, with buttons that send it again in good and in hostile ways. */
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly events: WebhookEvents,
    private readonly rehearse: Rehearsals,
    private readonly pages: Pages,
    private readonly words: Words,
    private readonly settings: SandboxSettings,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  list(@Query('open') open?: string): string {
    const button = (name: Rehearsal) => ({ name, words: rehearsals[name] });
    return this.pages.render('webhooks', {
      events: this.events
        .newestFirst()
        .slice(0, eventsShown)
        .map((event) => eventView(event, this.words)),
      openEvent: open ?? null,
      deliversTo: this.settings.webhooks.url,
      rehearsals: {
        good: rehearsalNames.filter((name) => !isHostile(name)).map(button),
        hostile: rehearsalNames.filter(isHostile).map(button),
      },
    });
  }

  @Post(':id/deliver')
  async deliver(
    @Param('id') id: string,
    @Body({ schema: deliverForm }) { mode }: z.output<typeof deliverForm>,
    @Res() response: Response,
  ): Promise<void> {
    const event = this.events.find(id);
    if (!event) throw new NotFoundException('The sandbox has no such event. It forgets everything when it stops.');
    await this.rehearse.run(mode, event);
    response.redirect(303, `/webhooks?open=${event.id}#${event.id}`);
  }
}
