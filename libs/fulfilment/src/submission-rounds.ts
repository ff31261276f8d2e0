import type { Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import type { Fulfilment } from './fulfilment.entity.js';
import { SubmitFulfilment } from './submit-fulfilment.job.js';

@Injectable()
export class SubmissionRounds {
  constructor(private readonly jobs: JobQueue) {}

  /** Starts another round of attempts, counted on. The former round's job, waiting or discarded, has nothing left to do. */
  async startNext(tx: Transaction, fulfilment: Fulfilment): Promise<void> {
    fulfilment.submissionRound += 1;
    const { id: fulfilmentId, orderId, provider, submissionRound: round, submissionAttempts } = fulfilment;
    await this.jobs.drop(tx, SubmitFulfilment, { fulfilmentId });
    const payload = { orderId, fulfilmentId, provider, round };
    await this.jobs.enqueue(tx, SubmitFulfilment, payload, { attemptsBefore: submissionAttempts });
  }
}
