import type { Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { MailMessages } from './mail-messages.js';
import { MailQueue } from './mail-queue.js';

@Injectable()
export class MailReactions {
  constructor(
    private readonly queue: MailQueue,
    private readonly messages: MailMessages,
  ) {}

  @ReactTo('order.created', 'The order confirmation is enqueued.')
  async confirm(tx: Transaction, { orderId }: Occurrence<'order.created'>): Promise<void> {
    if (orderId !== null) await this.queue.enqueueConfirmation(tx, orderId);
  }

  @ReactTo('order.shipped', 'The shipping notification of the parcel is enqueued.')
  async notify(tx: Transaction, { orderId, data }: Occurrence<'order.shipped'>): Promise<void> {
    const { parcel: key, carrier, trackingNumber, trackingUrl, contents, rest } = data;
    if (orderId === null || key === undefined) return;
    const parcel = { key, carrier, trackingNumber, trackingUrl };
    await this.queue.enqueueShipping(tx, { orderId, parcel, contents, rest });
  }

  @ReactTo('order.tracking_changed', 'The shipping notification of the parcel is enqueued again.')
  async notifyAgain(tx: Transaction, { orderId, data }: Occurrence<'order.tracking_changed'>): Promise<void> {
    const { parcel: key, carrier, trackingNumber, trackingUrl } = data;
    if (orderId === null) return;
    await this.queue.enqueueShippingAgain(tx, { orderId, parcel: { key, carrier, trackingNumber, trackingUrl } });
  }

  @ReactTo('order.cancelled', 'The cancellation notice is enqueued, unless it waits for the refund.')
  async tellOfCancellation(tx: Transaction, { orderId, data }: Occurrence<'order.cancelled'>): Promise<void> {
    const { notice, part } = data;
    if (orderId === null || !notice) return;
    // the refund that was held is for the whole order
    if (notice === 'alone' || part) await this.queue.enqueueCancellation(tx, { orderId, part });
  }

  @ReactTo('order.refunded', 'The refund notice is enqueued, or the cancellation notice that waited for the refund.')
  async tellOfRefund(tx: Transaction, { orderId, data }: Occurrence<'order.refunded'>): Promise<void> {
    const { notice, refundId: id, refund: money } = data;
    if (orderId === null || !notice) return;
    const refund = { id, ...money };
    const isTold = notice === 'cancellation' && (await this.queue.enqueueCancellation(tx, { orderId, refund }));
    if (!isTold) await this.queue.enqueueRefund(tx, orderId, refund);
  }

  @ReactTo(
    'order.refund_failed',
    'Unsent mails no longer mention the refund; the cancellation notice goes out without it.',
  )
  async tellWithoutRefund(tx: Transaction, { orderId, data }: Occurrence<'order.refund_failed'>): Promise<void> {
    const order = orderId && (await tx.em.findOne(Order, { id: orderId }));
    if (!order) return;
    await this.messages.markRefundFailed(tx, order.id, data.refundId);
    if (data.notice === 'cancellation' && order.status === 'cancelled')
      await this.queue.enqueueCancellation(tx, { orderId: order.id });
  }

  @ReactTo('retry_requested', 'The mail that failed is sent again.')
  async retry(tx: Transaction, { orderId, data: { failed, actor } }: Occurrence<'retry_requested'>): Promise<void> {
    if (failed.type !== 'order.email.failed' || failed.data.mail === 'recovery' || orderId === null) return;
    await this.queue.resend(tx, orderId, failed.data.mail, actor, failed.data);
  }
}
