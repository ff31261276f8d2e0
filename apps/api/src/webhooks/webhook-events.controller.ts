import {
  webhookListQuery,
  type Page,
  type WebhookBody,
  type WebhookEvent,
  type WebhookListQuery,
  type WebhookSourceState,
} from '@daybook/contract';
import { WebhookEvents, WebhookSources, type WebhookEventRow, type WebhookSource } from '@daybook/webhooks';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { orNotFound } from '../problem/problem.js';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';

const id = { schema: z.uuid() };

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
  async sources(): Promise<{ items: WebhookSourceState[] }> {
    const used = this.webhookSources.all.filter(({ isUsed }) => isUsed);
    return { items: await Promise.all(used.map(toSourceState)) };
  }

  @Get(':id/body')
  async body(@Param('id', id) eventId: string): Promise<WebhookBody> {
    return { body: orNotFound(await this.events.findBody(eventId), 'webhook') };
  }

  @Post(':id/replay')
  @HttpCode(200)
  async replay(@Param('id', id) eventId: string, @CurrentUser() user: SignedInUser): Promise<WebhookEvent> {
    return toWebhookEvent(orNotFound(await this.events.replay(eventId, user.name), 'webhook'));
  }
}

const toSourceState = async (source: WebhookSource): Promise<WebhookSourceState> => ({
  source: source.name,
  isConfigured: await source.isConfigured(),
  secretSetting: source.secretSetting,
});

const toWebhookEvent = (row: WebhookEventRow): WebhookEvent => ({ ...row, receivedAt: row.receivedAt.toISOString() });
