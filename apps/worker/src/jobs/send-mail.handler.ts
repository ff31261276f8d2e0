import type { JobMap, JobOutcome, JobTry } from '@daybook/jobs';
import { MailDelivery } from '@daybook/mail';
import { Injectable } from '@nestjs/common';

@Injectable()
export class SendMailHandler {
  constructor(private readonly delivery: MailDelivery) {}

  run({ mailId }: JobMap['send-mail'], attempt: JobTry): Promise<JobOutcome> {
    return this.delivery.attempt(mailId, attempt);
  }
}
