import type { JobMap, JobOutcome, JobAttempt } from '@daybook/jobs';
import { RefundsService } from '@daybook/payments';
import { Injectable } from '@nestjs/common';

@Injectable()
export class MakeRefundHandler {
  constructor(private readonly refunds: RefundsService) {}

  run({ refundId }: JobMap['create-refund'], attempt: JobAttempt): Promise<JobOutcome> {
    return this.refunds.createAtStripe(refundId, attempt);
  }
}
