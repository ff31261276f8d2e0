import { Database } from '@daybook/database';
import { done, type JobMap, type JobOutcome } from '@daybook/jobs';
import { Mails } from '@daybook/mail';
import { Injectable } from '@nestjs/common';

@Injectable()
export class ConfirmOrderHandler {
  constructor(
    private readonly database: Database,
    private readonly mails: Mails,
  ) {}

  async run({ orderId }: JobMap['send-order-confirmation']): Promise<JobOutcome> {
    await this.database.transaction((tx) => this.mails.askConfirmation(tx, orderId));
    return done;
  }
}
