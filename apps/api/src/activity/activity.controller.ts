import { ActivityLogQueries, Resolutions } from '@daybook/activity-log';
import { feedQuery, type ActivityEntry, type AttentionCount, type FeedQuery, type Page } from '@daybook/contract';
import { ActivityReadModel } from '@daybook/screens';
import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { orNotFound } from '../problem/problem.js';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';

const id = { schema: z.uuid() };

@Controller('api/activity')
export class ActivityController {
  constructor(
    private readonly activity: ActivityReadModel,
    private readonly queries: ActivityLogQueries,
    private readonly resolutions: Resolutions,
  ) {}

  @Get()
  feed(@Query({ schema: feedQuery }) query: FeedQuery): Promise<Page<ActivityEntry>> {
    return this.activity.feed(query);
  }

  @Get('attention')
  attention(): Promise<AttentionCount> {
    return this.queries.countNeedingAttention();
  }

  @Post(':id/resolve')
  @HttpCode(200)
  async resolve(@Param('id', id) entryId: string, @CurrentUser() user: SignedInUser): Promise<ActivityEntry> {
    await this.resolutions.resolve({ ids: [entryId] }, user.name);
    return this.readEntry(entryId);
  }

  @Delete(':id/resolve')
  async reopen(@Param('id', id) entryId: string): Promise<ActivityEntry> {
    await this.resolutions.reopen([entryId]);
    return this.readEntry(entryId);
  }

  private async readEntry(id: string): Promise<ActivityEntry> {
    const [entry] = await this.activity.findByIds([id]);
    return orNotFound(entry, 'entry');
  }
}
