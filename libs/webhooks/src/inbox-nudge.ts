import { Nudge, Signals } from '@daybook/database';
import { Injectable } from '@nestjs/common';

/** Tells the workers that the inbox has something. */
@Injectable()
export class InboxNudge extends Nudge {
  constructor(signals: Signals) {
    super(signals, 'daybook_inbox');
  }
}
