import type { JobMap, JobOutcome, JobTry } from '@daybook/jobs';
import { RefundsService } from '@daybook/payments';
import { Injectable } from '@nestjs/common';

@Injectable()
export class MakeRefundHandler {
  constructor(private readonly refunds: RefundsService) {}

  run({ refundId }: JobMap['make-refund'], attempt: JobTry): Promise<JobOutcome> {
    return this.refunds.make(refundId, attempt);
  }
}
