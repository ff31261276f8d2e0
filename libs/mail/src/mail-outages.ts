import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Outages } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import type { MailTables } from './mail-message.entity.js';

export const mailServer = 'mail_server';

/** Times `MAIL_RETRY_SECONDS`. */
const maxPauses = 5;

/** Knows whether the mail server is not accepting mail at the moment. */
@Injectable()
export class MailOutages extends Outages<typeof mailServer> {
  protected readonly maxPauseSeconds: number;

  constructor(
    private readonly events: DomainEvents,
    settings: Settings,
  ) {
    super();
    this.maxPauseSeconds = maxPauses * settings.mailRetries.backoffSeconds;
  }

  protected async countWaiting(tx: Transaction): Promise<number> {
    const { mails } = await tx
      .kysely<MailTables>()
      .selectFrom('mail_message')
      .select(({ fn }) => fn.countAll<number>().as('mails'))
      .where('state', '=', 'queued')
      .where('waiting_since', 'is not', null)
      .executeTakeFirstOrThrow();
    return mails;
  }

  protected publishUnavailable(tx: Transaction, _: string, { reason, waiting }: { reason: string; waiting: number }) {
    return this.events.publish(tx, 'mail.unavailable', { reason, mails: waiting });
  }

  protected publishAvailable(tx: Transaction) {
    return this.events.publish(tx, 'mail.available', {});
  }

  protected resolveUnavailable(tx: Transaction) {
    return this.events.resolveProblems(tx, { type: 'mail.unavailable', where: {} }, 'Daybook');
  }
}
