import { canonicalEmail } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { ResourceLeases } from '@daybook/jobs';
import { LockMode, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { MailMessage } from '../mail-message.entity.js';
import { mailResource } from '../mail-resource.js';
import type { Bounce } from './mail-service.js';

@Injectable()
export class BouncedMessages {
  constructor(private readonly leases: ResourceLeases) {}

  /** Locks it, so that it bounces once; null when it is not ours. Throws while it is being sent. */
  async lock(tx: Transaction, bounce: Bounce): Promise<MailMessage | null> {
    const found = await this.find(tx, bounce);
    // the lock first: an attempt to send it locks it, too, before it shows its lease
    const message = found && (await tx.em.refresh(found, { lockMode: LockMode.PESSIMISTIC_WRITE }));
    if (message && (await this.leases.isLeased(tx, mailResource(message.id))))
      throw new Error('that mail is being sent right now');
    return message;
  }

  private async find(tx: Transaction, { mailId, messageId, to, subject }: Bounce): Promise<MailMessage | null> {
    // our own id is conclusive: if the message is not here, another Daybook sent it
    if (mailId !== null) return this.findLatest(tx, { id: mailId });
    const byHeader = messageId === null ? null : await this.findLatest(tx, { messageId });
    if (byHeader || to === null || subject === null) return byHeader;
    // the subject names the order, so this is no guess
    return this.findLatest(tx, { canonicalTo: canonicalEmail(to), subject });
  }

  private findLatest(tx: Transaction, where: FilterQuery<MailMessage>): Promise<MailMessage | null> {
    return tx.em.findOne(MailMessage, where, { orderBy: { queuedAt: 'desc', id: 'desc' } });
  }
}
