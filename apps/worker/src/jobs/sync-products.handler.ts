import type { JobMap, JobOutcome, JobAttempt } from '@daybook/jobs';
import { ProductSync } from '@daybook/sync';
import { Injectable } from '@nestjs/common';

@Injectable()
export class SyncProductsHandler {
  constructor(private readonly sync: ProductSync) {}

  run(data: JobMap['sync-products'], attempt: JobAttempt): Promise<JobOutcome> {
    return this.sync.try(data, attempt);
  }
}
