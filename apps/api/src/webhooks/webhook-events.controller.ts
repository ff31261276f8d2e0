import {
  webhookListQuery,
  type Page,
  type WebhookEvent,
  type WebhookListQuery,
  type WebhookSourceState,
} from '@daybook/contract';
import { WebhookEvents, WebhookSources, type WebhookEventRow } from '@daybook/webhooks';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { orNotFound } from '../problem/problem.js';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';

@Controller('api/webhooks')
export class WebhookEventsController {
  constructor(
    private readonly events: WebhookEvents,
    private readonly webhookSources: WebhookSources,
  ) {}

  @Get()
  async list(@Query({ schema: webhookListQuery }) query: WebhookListQuery): Promise<Page<WebhookEvent>> {
    const { items, next } = await this.events.list(query);
    return { items: items.map(toWebhookEvent), next };
  }

  @Get('sources')
  sources(): { items: WebhookSourceState[] } {
    const used = this.webhookSources.all.filter(({ isUsed }) => isUsed);
    const items = used.map(({ name, isConfigured, secretSetting }) => ({ source: name, isConfigured, secretSetting }));
    return { items };
  }

  @Post(':id/replay')
  @HttpCode(200)
  async replay(
    @Param('id', { schema: z.uuid() }) id: string,
    @CurrentUser() user: SignedInUser,
  ): Promise<WebhookEvent> {
    return toWebhookEvent(orNotFound(await this.events.replay(id, user.name), 'webhook'));
  }
}

const toWebhookEvent = (row: WebhookEventRow): WebhookEvent => ({ ...row, receivedAt: row.receivedAt.toISOString() });
