import { Settings } from '@daybook/config';
import type { Schedule, ScheduledTask } from '@daybook/jobs';
import { RecoveryMails } from '@daybook/mail';
import { Injectable } from '@nestjs/common';

/** Often enough that a mail is not later than it was promised to the owner by much. */
const everySeconds = 60;

@Injectable()
export class SendRecoveryMailsClock implements ScheduledTask {
  readonly schedule: Schedule;
  readonly timeoutSeconds = 55;

  constructor(
    private readonly recovery: RecoveryMails,
    settings: Settings,
  ) {
    this.schedule = { everySeconds: Math.min(everySeconds, Math.max(5, settings.cartRecoverySeconds)) };
  }

  async run(signal: AbortSignal): Promise<string | null> {
    const asked = await this.recovery.askDue(signal);
    return asked === 0 ? null : `Asked for ${asked} recovery mails.`;
  }
}
