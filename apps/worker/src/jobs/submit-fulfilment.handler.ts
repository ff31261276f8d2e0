import { Submissions } from '@daybook/fulfilment';
import type { JobMap, JobOutcome, JobTry } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class SubmitFulfilmentHandler {
  constructor(private readonly submissions: Submissions) {}

  run(data: JobMap['submit-fulfilment'], attempt: JobTry): Promise<JobOutcome> {
    return this.submissions.try(data, attempt);
  }
}
