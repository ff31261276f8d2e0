import { done, type JobMap, type JobOutcome } from '@daybook/jobs';
import { StripeOrderLines } from '@daybook/payments';
import { Injectable } from '@nestjs/common';

@Injectable()
export class FetchOrderLinesHandler {
  constructor(private readonly lines: StripeOrderLines) {}

  async run({ orderId }: JobMap['fetch-order-lines']): Promise<JobOutcome> {
    await this.lines.fetch(orderId);
    return done;
  }
}
