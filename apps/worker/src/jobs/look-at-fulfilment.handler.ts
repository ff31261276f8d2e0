import { Looks, ProviderError } from '@daybook/fulfilment';
import { done, retry, type JobMap, type JobOutcome, type JobAttempt } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';

@Injectable()
export class LookAtFulfilmentHandler {
  constructor(private readonly looks: Looks) {}

  async run(data: JobMap['refresh-fulfilment'], { signal }: JobAttempt): Promise<JobOutcome> {
    try {
      await this.looks.look(data, signal);
      return done;
    } catch (error) {
      if (error instanceof ProviderError) return retry(error.message, error.retryAfterSeconds);
      throw error;
    }
  }
}
