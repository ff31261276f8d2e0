import type { JobMap, JobOutcome, JobAttempt } from '@daybook/jobs';
import { MailDelivery } from '@daybook/mail';
import { Injectable } from '@nestjs/common';

@Injectable()
export class SendMailHandler {
  constructor(private readonly delivery: MailDelivery) {}

  run({ mailId }: JobMap['send-mail'], attempt: JobAttempt): Promise<JobOutcome> {
    return this.delivery.attempt(mailId, attempt);
  }
}
