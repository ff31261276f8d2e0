import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { JobQueue } from '@daybook/jobs';
import { lockOrder, Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import type { MailDraft, MailMessage, OrderMailKind, Parcel, ParcelContents } from './mail-message.js';
import { MailMessages } from './mail-messages.js';

export interface ShippingNotice {
  orderId: string;
  parcel: Parcel;
  /** What is in it; left out where that is not known. */
  contents?: ParcelContents[];
}

/** `nothing_to_send`: the order is not paid, or no parcel has left. `not_configured`: there is no `SMTP_URL`. */
export type ResendOutcome = 'queued' | 'nothing_to_send' | 'not_configured';

/** Where e-mails are asked for: a row and a job in the caller's transaction. Without `SMTP_URL` nothing is asked for. */
@Injectable()
export class MailQueue {
  readonly isConfigured: boolean;

  constructor(
    settings: Settings,
    private readonly messages: MailMessages,
    private readonly jobs: JobQueue,
  ) {
    this.isConfigured = settings.mail !== null;
  }

  /** The confirmation of an order, once. */
  async enqueueConfirmation(tx: Transaction, orderId: string): Promise<void> {
    await this.enqueueOrderMail(tx, 'confirmation', orderId, {}, `confirmation:${orderId}`);
  }

  /** Tells the customer that a parcel has left, once a parcel. */
  async enqueueShipping(tx: Transaction, { orderId, parcel, contents }: ShippingNotice): Promise<void> {
    const details = { parcel, ...(contents && { contents }) };
    await this.enqueueOrderMail(tx, 'shipping', orderId, details, `shipping:${orderId}:${parcel.key}`);
  }

  /**
   * Sends an order's mail once more, to the address the order has now: what could not be sent or still waits; where all was
   * sent, all of it again. A message that waits for its next try is tried at once.
   */
  async resend(tx: Transaction, orderId: string, kind: OrderMailKind, requestedBy: string): Promise<ResendOutcome> {
    if (!this.isConfigured) return 'not_configured';
    // two people at once would each send a copy
    const order = await lockOrder(tx, orderId);
    if (!order?.paidAt || order.isDemo) return 'nothing_to_send';
    const last = await this.messages.findLatestPerParcel(tx, orderId, kind);
    if (last.length === 0 && kind === 'shipping') return 'nothing_to_send';
    const unsent = last.filter(({ state }) => state !== 'sent');
    const wanted = unsent.length > 0 ? unsent : last;
    const to = order.customerEmail;
    for (const message of wanted) await this.again(tx, { kind, orderId }, message, to, requestedBy);
    if (wanted.length === 0)
      await this.ask(tx, { of: { kind, orderId }, to, details: {}, idempotencyKey: null, requestedBy });
    return 'queued';
  }

  private async again(
    tx: Transaction,
    of: { kind: OrderMailKind; orderId: string },
    { id, details, state }: MailMessage,
    to: string,
    requestedBy: string,
  ): Promise<void> {
    if (state !== 'queued') return this.ask(tx, { of, to, details, idempotencyKey: null, requestedBy });
    await this.messages.redirect(tx, id, to);
    await this.jobs.enqueue(tx, 'send-mail', { mailId: id });
  }

  private async enqueueOrderMail(
    tx: Transaction,
    kind: OrderMailKind,
    orderId: string,
    details: MailDraft['details'],
    idempotencyKey: string,
  ): Promise<void> {
    if (!this.isConfigured) return;
    const order = await tx.em.findOne(Order, { id: orderId });
    const of = { kind, orderId };
    if (order) await this.ask(tx, { of, to: order.customerEmail, details, idempotencyKey, requestedBy: null });
  }

  /** The reminder of a cart that was left, once. */
  async enqueueRecovery(tx: Transaction, abandonedCartId: string, to: string): Promise<void> {
    const of = { kind: 'recovery' as const, abandonedCartId };
    await this.ask(tx, { of, to, details: {}, idempotencyKey: `recovery:${abandonedCartId}`, requestedBy: null });
  }

  private async ask(tx: Transaction, draft: MailDraft): Promise<void> {
    const mailId = await this.messages.keep(tx, draft);
    if (mailId !== null) await this.jobs.enqueue(tx, 'send-mail', { mailId });
  }
}
