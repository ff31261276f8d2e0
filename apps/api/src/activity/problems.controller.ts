import { ProblemRetries, ProblemTriage, Resolutions, type ProblemSelection } from '@daybook/activity-log';
import {
  assignInput,
  cause as causeKey,
  causeListQuery,
  causeQuery,
  entrySelection,
  snoozeInput,
  type CalledOffRetry,
  type CauseListQuery,
  type ChangedEntries,
  type Page,
  type ProblemCause,
  type ReassignedEntries,
  type RequestedRetry,
  type ResnoozedEntries,
} from '@daybook/contract';
import { ActivityReadModel } from '@daybook/screens';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CurrentUser, type SignedInUser } from '../security/browser-sessions.js';

const causeParam = { schema: causeKey };
const snoozeManyInput = entrySelection.extend(snoozeInput.shape);
const assignManyInput = entrySelection.extend(assignInput.shape);

type CauseQuery = z.output<typeof causeQuery>;

/** What a person does about problems: about all of one cause, or about those chosen one by one. */
@Controller('api/activity')
export class ProblemsController {
  constructor(
    private readonly activity: ActivityReadModel,
    private readonly resolutions: Resolutions,
    private readonly triage: ProblemTriage,
    private readonly retries: ProblemRetries,
  ) {}

  @Get('causes')
  listCauses(@Query({ schema: causeListQuery }) query: CauseListQuery): Promise<Page<ProblemCause>> {
    return this.activity.listCauses(query);
  }

  @Post('causes/:cause/resolve')
  @HttpCode(200)
  resolveCause(
    @Param('cause', causeParam) cause: string,
    @Query({ schema: causeQuery }) { snoozed }: CauseQuery,
    @CurrentUser() user: SignedInUser,
  ): Promise<ChangedEntries> {
    return this.resolve({ cause, snoozed }, user);
  }

  @Post('causes/:cause/retry')
  @HttpCode(200)
  retryCause(
    @Param('cause', causeParam) cause: string,
    @Query({ schema: causeQuery }) { snoozed }: CauseQuery,
    @CurrentUser() user: SignedInUser,
  ): Promise<RequestedRetry> {
    return this.retries.request({ cause, snoozed }, user.name);
  }

  @Post('causes/:cause/snooze')
  @HttpCode(200)
  snoozeCause(
    @Param('cause', causeParam) cause: string,
    @Query({ schema: causeQuery }) { snoozed }: CauseQuery,
    @Body({ schema: snoozeInput }) { until }: z.infer<typeof snoozeInput>,
  ): Promise<ResnoozedEntries> {
    return this.snooze({ cause, snoozed }, until);
  }

  @Post('causes/:cause/assign')
  @HttpCode(200)
  assignCause(
    @Param('cause', causeParam) cause: string,
    @Query({ schema: causeQuery }) { snoozed }: CauseQuery,
    @Body({ schema: assignInput }) { to }: z.infer<typeof assignInput>,
  ): Promise<ReassignedEntries> {
    return this.assign({ cause, snoozed }, to);
  }

  @Post('resolve')
  @HttpCode(200)
  resolveMany(
    @Body({ schema: entrySelection }) { ids }: z.infer<typeof entrySelection>,
    @CurrentUser() user: SignedInUser,
  ): Promise<ChangedEntries> {
    return this.resolve({ ids }, user);
  }

  @Post('reopen')
  @HttpCode(200)
  async reopenMany(@Body({ schema: entrySelection }) { ids }: z.infer<typeof entrySelection>): Promise<ChangedEntries> {
    return { ids: await this.resolutions.reopen(ids) };
  }

  @Post('retry')
  @HttpCode(200)
  retryMany(
    @Body({ schema: entrySelection }) { ids }: z.infer<typeof entrySelection>,
    @CurrentUser() user: SignedInUser,
  ): Promise<RequestedRetry> {
    return this.retries.request({ ids }, user.name);
  }

  @Delete('retries/:id')
  async callOffRetry(@Param('id', { schema: z.uuid() }) id: string): Promise<CalledOffRetry> {
    return { problems: await this.retries.callOff(id) };
  }

  @Post('snooze')
  @HttpCode(200)
  snoozeMany(
    @Body({ schema: snoozeManyInput }) { ids, until }: z.infer<typeof snoozeManyInput>,
  ): Promise<ResnoozedEntries> {
    return this.snooze({ ids }, until);
  }

  @Post('assign')
  @HttpCode(200)
  assignMany(
    @Body({ schema: assignManyInput }) { ids, to }: z.infer<typeof assignManyInput>,
  ): Promise<ReassignedEntries> {
    return this.assign({ ids }, to);
  }

  private async resolve(selection: ProblemSelection, { name }: SignedInUser): Promise<ChangedEntries> {
    return { ids: await this.resolutions.resolve(selection, name) };
  }

  private async snooze(
    selection: ProblemSelection,
    until: z.infer<typeof snoozeInput>['until'],
  ): Promise<ResnoozedEntries> {
    return { before: await this.triage.snooze(selection, until) };
  }

  private async assign(selection: ProblemSelection, to: string | null): Promise<ReassignedEntries> {
    return { before: await this.triage.assign(selection, to) };
  }
}
