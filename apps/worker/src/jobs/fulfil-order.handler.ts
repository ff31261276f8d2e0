import { FulfilOrder } from '@daybook/fulfilment';
import { done, type JobMap, type JobOutcome } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class FulfilOrderHandler {
  constructor(private readonly fulfilOrder: FulfilOrder) {}

  async run({ orderId }: JobMap['fulfil-order']): Promise<JobOutcome> {
    await this.fulfilOrder.begin(orderId);
    return done;
  }
}
