import { webhookSourceNames, type MailService } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { BouncedAddresses } from './bounced-addresses.js';
import { BouncedMessages, type BouncedMessage } from './bounced-messages.js';
import type { Bounce } from './mail-service.js';

export interface Heard {
  service: MailService;
  /** By the service's clock. */
  at: Date;
}

/** What becomes of a message that came back. */
@Injectable()
export class Bounces {
  constructor(
    private readonly messages: BouncedMessages,
    private readonly addresses: BouncedAddresses,
    private readonly events: DomainEvents,
  ) {}

  /** False when the message is none of ours. It is told of once, however often it is heard. Throws while that message is being sent this moment. */
  async record(tx: Transaction, news: Bounce, { service, at }: Heard): Promise<boolean> {
    const message = await this.messages.hold(tx, news);
    if (!message) return false;
    if (news.what !== 'refused') {
      const cause = news.what === 'complaint' ? 'complaint' : 'undeliverable';
      await this.addresses.remember(tx, { address: message.to, cause, source: service, at });
    }
    // a mail that was called spam has arrived
    if (news.what === 'complaint') return true;
    if (message.bouncedAt !== null) return true;
    await this.messages.markBounced(tx, message.id, at, news.reason);
    await this.publish(tx, message, news, { service, at });
    return true;
  }

  private async publish(
    tx: Transaction,
    { id, kind, to, orderId, details, sentAt }: BouncedMessage,
    { reason }: Bounce,
    { service, at }: Heard,
  ): Promise<void> {
    const parcel = details.parcel?.key;
    const data = { mail: kind, to, ...(reason !== null && { reason }), ...(parcel !== undefined && { parcel }) };
    await this.events.publish(tx, 'email.bounced', data, {
      dedupeKey: `email.bounced:${id}`,
      // two clocks: nothing comes back before it was sent
      occurredAt: sentAt !== null && sentAt > at ? sentAt : at,
      actor: webhookSourceNames[service],
      ...(orderId !== null && { orderId }),
    });
  }
}
