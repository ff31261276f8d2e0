import { Looks } from '@daybook/fulfilment';
import { done, type JobMap, type JobOutcome, type JobTry } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class LookAtFulfilmentHandler {
  constructor(private readonly looks: Looks) {}

  async run(data: JobMap['look-at-fulfilment'], { signal }: JobTry): Promise<JobOutcome> {
    await this.looks.look(data, signal);
    return done;
  }
}
