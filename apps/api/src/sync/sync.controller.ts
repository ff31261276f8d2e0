import {
  providerLabels,
  providers,
  syncListQuery,
  type Page,
  type Provider,
  type SyncListQuery,
  type SyncRun,
  type ProviderSyncSummary,
} from '@daybook/contract';
import { FulfilmentProviders } from '@daybook/fulfilment';
import { SyncRuns, SyncRunsQueries } from '@daybook/sync';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { problem } from '../problem/problem.js';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';

@Controller('api/sync')
export class SyncController {
  constructor(
    private readonly runs: SyncRuns,
    private readonly queries: SyncRunsQueries,
    private readonly fulfilment: FulfilmentProviders,
  ) {}

  @Get()
  list(@Query({ schema: syncListQuery }) query: SyncListQuery): Promise<Page<SyncRun>> {
    return this.queries.list(query);
  }

  @Get('providers')
  async states(): Promise<{ items: ProviderSyncSummary[] }> {
    return { items: await this.queries.summarizeProviders() };
  }

  @Post(':provider')
  @HttpCode(202)
  async start(
    @Param('provider', { schema: z.enum(providers) }) provider: Provider,
    @CurrentUser() user: SignedInUser,
  ): Promise<SyncRun> {
    const name = providerLabels[provider];
    if (!this.fulfilment.get(provider).isConfigured) {
      throw problem(409, `${name} is not configured, so there is nothing to sync.`);
    }
    const { outcome, run } = await this.runs.start(provider, user.name);
    if (outcome === 'already_running') throw problem(409, `A ${name} sync is already running.`, { members: { run } });
    return run;
  }
}
