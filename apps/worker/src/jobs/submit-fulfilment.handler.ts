import { Submissions } from '@daybook/fulfilment';
import type { JobMap, JobOutcome, JobAttempt } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class SubmitFulfilmentHandler {
  constructor(private readonly submissions: Submissions) {}

  run(data: JobMap['submit-fulfilment'], attempt: JobAttempt): Promise<JobOutcome> {
    return this.submissions.try(data, attempt);
  }
}
