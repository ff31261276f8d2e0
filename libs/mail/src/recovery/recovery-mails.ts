import { CartRecovery, ReminderLimit, type AbandonedCart } from '@daybook/carts';
import { failpoint } from '@daybook/config';
import { Database, type Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { MailQueue } from '../mail-queue.js';
import { Reminders } from './reminders.js';

/** Per run of the task; the rest waits for the next one. */
const batchSize = 500;
/** Enqueues the reminders of abandoned carts. */
@Injectable()
export class RecoveryMails {
  constructor(
    private readonly database: Database,
    private readonly carts: CartRecovery,
    private readonly limit: ReminderLimit,
    private readonly reminders: Reminders,
    private readonly queue: MailQueue,
  ) {}

  /** Enqueues every mail that is due, once per cart, while the day's limit allows it; returns how many. */
  async enqueueDue(signal: AbortSignal): Promise<number> {
    if (!this.queue.isConfigured) return 0;
    let enqueued = 0;
    let lastId: string | null = null;
    for (let checked = 0; checked < batchSize && !signal.aborted; checked += 1) {
      const cart = await this.database.transaction((tx) => this.enqueueNext(tx, lastId));
      if (!cart) break;
      lastId = cart.id;
      if (cart.mailQueuedAt) enqueued += 1;
    }
    return enqueued;
  }

  private async enqueueNext(tx: Transaction, lastId: string | null): Promise<AbandonedCart | null> {
    const cart = await this.carts.lockNextDue(tx, lastId);
    if (!cart) return null;
    const eligibility = await this.reminders.checkEligibility(tx, cart);
    if (eligibility.decision === 'skip') cart.skipReason = eligibility.reason;
    if (eligibility.decision !== 'send') return cart;
    if (await this.limit.isReachedForToday(tx)) return null;
    cart.mailQueuedAt = new Date();
    await this.queue.enqueueRecovery(tx, cart.id, cart.email);
    await failpoint('recovery.enqueued');
    return cart;
  }
}
