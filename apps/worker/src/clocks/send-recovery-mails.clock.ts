import { Settings } from '@daybook/config';
import type { Beat, Clock } from '@daybook/jobs';
import { RecoveryMails } from '@daybook/mail';
import { Injectable } from '@nestjs/common';

/** Often enough that a mail is not later than it was promised to the owner by much. */
const everySeconds = 60;

@Injectable()
export class SendRecoveryMailsClock implements Clock {
  readonly beat: Beat;
  readonly leaseSeconds = 55;

  constructor(
    private readonly recovery: RecoveryMails,
    settings: Settings,
  ) {
    this.beat = { everySeconds: Math.min(everySeconds, Math.max(5, settings.cartRecoverySeconds)) };
  }

  async run(signal: AbortSignal): Promise<string | null> {
    const asked = await this.recovery.askDue(signal);
    return asked === 0 ? null : `Asked for ${asked} recovery mails.`;
  }
}
