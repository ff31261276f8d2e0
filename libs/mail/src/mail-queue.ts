import { Settings } from '@daybook/config';
import {
  canonicalEmail,
  type MailTopic,
  type OrderMailKind,
  type ParcelContents,
  type Provider,
  type RestOfOrder,
} from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { JobQueue, ResourceLeases } from '@daybook/jobs';
import { lockOrder, Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import {
  isStillTrue,
  type MailDetails,
  type MailMessage,
  type Parcel,
  type RefundOfMail,
} from './mail-message.entity.js';
import { MailMessages, type MailDraft } from './mail-messages.js';
import { MailOutages, mailServer } from './mail-outages.js';
import { mailResource } from './mail-resource.js';
import { SendMail } from './send-mail.job.js';

export interface ShippingNotice {
  orderId: string;
  parcel: Parcel;
  /** Omitted where unknown. */
  contents?: ParcelContents[] | undefined;
  rest?: RestOfOrder | undefined;
}

/** `part`: missing for the whole order. `refund`: one that was made with it. */
export interface CancellationNotice {
  orderId: string;
  part?: Provider | undefined;
  refund?: RefundOfMail;
}

/** `nothing_to_send`: the order is not paid, or has no such mail. `not_configured`: there is no `SMTP_URL`. */
export type ResendOutcome = 'queued' | 'nothing_to_send' | 'not_configured';

/** Enqueues e-mails: a row and a job in the caller's transaction. Without `SMTP_URL` it enqueues nothing. */
@Injectable()
export class MailQueue {
  readonly isConfigured: boolean;

  constructor(
    private readonly settings: Settings,
    private readonly messages: MailMessages,
    private readonly jobs: JobQueue,
    private readonly leases: ResourceLeases,
    private readonly outages: MailOutages,
  ) {
    this.isConfigured = settings.mail !== null;
  }

  /** Once per order. */
  async enqueueConfirmation(tx: Transaction, orderId: string): Promise<void> {
    await this.enqueueOrderMail(tx, { kind: 'confirmation', orderId }, {}, `confirmation:${orderId}`);
  }

  /** Once per parcel. */
  async enqueueShipping(tx: Transaction, { orderId, parcel, contents, rest }: ShippingNotice): Promise<void> {
    const details = { parcel, ...(contents && { contents }), ...(rest && { rest }) };
    await this.enqueueOrderMail(tx, { kind: 'shipping', orderId }, details, `shipping:${orderId}:${parcel.key}`);
  }

  /** For a parcel whose tracking has changed: each change is published once. */
  async enqueueShippingAgain(tx: Transaction, { orderId, parcel }: ShippingNotice): Promise<void> {
    const latest = await this.messages.lockLatestPerTopic(tx, orderId, 'shipping');
    const known = latest.find(({ details }) => details.parcel?.key === parcel.key)?.details;
    await this.enqueueOrderMail(tx, { kind: 'shipping', orderId }, { ...known, parcel }, null);
  }

  /** Once per part and once for the whole order; returns false when it is enqueued already, or can't be sent. */
  async enqueueCancellation(tx: Transaction, { orderId, part, refund }: CancellationNotice): Promise<boolean> {
    const details = { ...(part && { part }), ...(refund && { refund }) };
    const key = `cancellation:${orderId}${part ? `:${part}` : ''}`;
    return this.enqueueOrderMail(tx, { kind: 'cancellation', orderId }, details, key);
  }

  /** Once per refund. */
  async enqueueRefund(tx: Transaction, orderId: string, refund: RefundOfMail): Promise<void> {
    await this.enqueueOrderMail(tx, { kind: 'refund', orderId }, { refund }, `refund:${refund.id}`);
  }

  /** Once per cart. */
  async enqueueRecovery(tx: Transaction, abandonedCartId: string, to: string): Promise<void> {
    const target = { kind: 'recovery' as const, abandonedCartId };
    const idempotencyKey = `recovery:${abandonedCartId}`;
    await this.enqueue(tx, { target, to, details: {}, idempotencyKey, requestedBy: null });
  }

  /**
   * Sends an order's mails to the address the order has now: those that failed, went to another address or are still queued,
   * or, when all were sent there, every one again. A queued message gets its next attempt at once; one that is being sent to a
   * former address is followed by another message. With a `topic`, sends only the mail about it, unless it was sent there.
   */
  async resend(
    tx: Transaction,
    orderId: string,
    kind: OrderMailKind,
    requestedBy: string,
    topic?: MailTopic,
  ): Promise<ResendOutcome> {
    if (!this.isConfigured) return 'not_configured';
    // without the lock, two people at once would each send a copy
    const order = await lockOrder(tx, orderId);
    if (!order || !this.settings.mayReachServices(order)) return 'nothing_to_send';
    const isMeant = (message: MailMessage) => isStillTrue(message) && (!topic || message.isAboutSameAs({ topic }));
    const latest = (await this.messages.lockLatestPerTopic(tx, orderId, kind)).filter(isMeant);
    // nothing but the confirmation is sent to whoever has had none, such as from before there was a mail server
    if (latest.length === 0 && (kind !== 'confirmation' || !order.paidAt)) return 'nothing_to_send';
    const address = canonicalEmail(order.customerEmail);
    const unsent = latest.filter(({ state, to }) => state !== 'sent' || canonicalEmail(to) !== address);
    const draft = { target: { kind, orderId }, to: order.customerEmail, idempotencyKey: null, requestedBy };
    for (const message of topic || unsent.length > 0 ? unsent : latest) await this.resendMessage(tx, message, draft);
    if (latest.length === 0) await this.enqueue(tx, { ...draft, details: {} });
    await this.outages.attemptSoon(tx, mailServer);
    return 'queued';
  }

  private async resendMessage(tx: Transaction, message: MailMessage, draft: Omit<MailDraft, 'details'>): Promise<void> {
    // one that waits or was given up: each resend would add another
    await this.jobs.drop(tx, SendMail, { mailId: message.id });
    if (message.state !== 'queued' || (await this.isBeingSentElsewhere(tx, message, draft.to))) {
      await this.enqueue(tx, { ...draft, details: message.details });
      return;
    }
    message.to = draft.to;
    await this.jobs.enqueue(tx, SendMail, { mailId: message.id, orderId: message.orderId ?? null });
  }

  /** An attempt that is under way has read the address. */
  private async isBeingSentElsewhere(tx: Transaction, { id, to }: MailMessage, address: string): Promise<boolean> {
    return to !== address && this.leases.isLeased(tx, mailResource(id));
  }

  private async enqueueOrderMail(
    tx: Transaction,
    target: { kind: OrderMailKind; orderId: string },
    details: MailDetails,
    idempotencyKey: string | null,
  ): Promise<boolean> {
    if (!this.isConfigured) return false;
    const order = await tx.em.findOne(Order, { id: target.orderId });
    if (!order || !this.settings.mayReachServices(order)) return false;
    return this.enqueue(tx, { target, to: order.customerEmail, details, idempotencyKey, requestedBy: null });
  }

  /** Returns false when its idempotency key is taken. */
  private async enqueue(tx: Transaction, draft: MailDraft): Promise<boolean> {
    const mailId = await this.messages.insert(tx, draft);
    const orderId = 'orderId' in draft.target ? draft.target.orderId : null;
    if (mailId !== null) await this.jobs.enqueue(tx, SendMail, { mailId, orderId });
    return mailId !== null;
  }
}
