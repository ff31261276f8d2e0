import { ActivityLogQueries, Resolutions } from '@daybook/activity-log';
import {
  feedQuery,
  resolveMany,
  type ActivityEntry,
  type AttentionCount,
  type FeedQuery,
  type Page,
  type ResolvedCount,
} from '@daybook/contract';
import { ActivityReadModel } from '@daybook/screens';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { problem } from '../problem/problem.js';
import type { SignedInUser } from '../security/browser-sessions.js';
import { CurrentUser } from '../security/current-user.decorator.js';

const id = { schema: z.uuid() };

@Controller('api/activity')
export class ActivityController {
  constructor(
    private readonly screen: ActivityReadModel,
    private readonly log: ActivityLogQueries,
    private readonly resolutions: Resolutions,
  ) {}

  @Get()
  feed(@Query({ schema: feedQuery }) query: FeedQuery): Promise<Page<ActivityEntry>> {
    return this.screen.feed(query);
  }

  @Get('attention')
  attention(): Promise<AttentionCount> {
    return this.log.countNeedingAttention();
  }

  @Post('resolve')
  @HttpCode(200)
  async resolveMany(
    @Body({ schema: resolveMany }) { ids }: z.infer<typeof resolveMany>,
    @CurrentUser() user: SignedInUser,
  ): Promise<ResolvedCount> {
    return { resolved: await this.resolutions.resolve(ids, user.name) };
  }

  @Post(':id/resolve')
  @HttpCode(200)
  async resolve(@Param('id', id) entryId: string, @CurrentUser() user: SignedInUser): Promise<ActivityEntry> {
    return (await this.screen.resolve(entryId, user.name)) ?? noSuchEntry();
  }

  @Delete(':id/resolve')
  async reopen(@Param('id', id) entryId: string): Promise<ActivityEntry> {
    return (await this.screen.reopen(entryId)) ?? noSuchEntry();
  }
}

function noSuchEntry(): never {
  throw problem(404, 'There is no such entry.');
}
