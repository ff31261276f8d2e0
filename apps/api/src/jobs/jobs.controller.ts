import { jobListQuery, type JobCounts, type JobListQuery, type Page, type QueuedJob } from '@daybook/contract';
import { JobList } from '@daybook/jobs';
import { JobsReadModel } from '@daybook/screens';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { problem } from '../problem/problem.js';

@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly readModel: JobsReadModel,
    private readonly jobs: JobList,
  ) {}

  @Get()
  list(@Query({ schema: jobListQuery }) query: JobListQuery): Promise<Page<QueuedJob>> {
    return this.readModel.list(query);
  }

  @Get('counts')
  counts(): Promise<JobCounts> {
    return this.jobs.counts();
  }

  @Post(':id/run')
  @HttpCode(204)
  async run(@Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    const result = await this.jobs.runNow(id);
    if (result.outcome === 'started') return;
    if (result.outcome === 'refused') throw problem(409, `This job has ended. ${result.reason}`);
    throw problem(404, 'This job is no longer waiting: it is running, has finished or was queued again.');
  }
}
