import type { Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { MailQueue } from './mail-queue.js';

@Injectable()
export class MailReactions {
  constructor(private readonly queue: MailQueue) {}

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

  @ReactTo('retry_requested', 'The mails of an order that failed are sent again.')
  async retry(tx: Transaction, { orderId, data: { failed, actor } }: Occurrence<'retry_requested'>): Promise<void> {
    if (failed.type !== 'order.email.failed' || failed.data.mail === 'recovery' || orderId === null) return;
    await this.queue.resend(tx, orderId, failed.data.mail, actor);
  }
}
