import { Nudge, Signals } from '@daybook/database';
import { Injectable } from '@nestjs/common';

/** Tells the relays that the outbox has something. */
@Injectable()
export class OutboxNudge extends Nudge {
  constructor(signals: Signals) {
    super(signals, 'daybook_jobs');
  }
}
