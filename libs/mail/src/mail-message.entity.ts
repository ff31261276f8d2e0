import {
  canonicalEmail,
  mailKinds,
  type MailTopic,
  type OrderMailKind,
  type ParcelContents,
  type Provider,
  type RestOfOrder,
} from '@daybook/contract';
import { Order } from '@daybook/orders';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

export interface Parcel {
  /** Identifies the parcel, so that its notification is sent once. */
  key: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
}

/** What the message says beside its order; stored with it. */
export interface MailDetails {
  parcel?: Parcel;
  contents?: ParcelContents[];
  rest?: RestOfOrder;
  /** The provider's part that is cancelled; missing for the whole order. */
  part?: Provider;
  refund?: RefundOfMail;
}

/** `amount` in minor units of the refund's own currency. */
export interface RefundOfMail {
  id: string;
  amount: number;
  currency: string;
  /** It failed after the mail was enqueued. */
  hasFailed?: boolean;
}

const states = ['queued', 'sent', 'failed', 'bounced'] as const;

const MailMessageSchema = defineEntity({
  name: 'MailMessage',
  tableName: 'mail_message',
  indexes: [
    { name: 'mail_message_order', properties: ['orderId', 'kind', 'queuedAt'] },
    { name: 'mail_message_abandoned_cart', properties: ['abandonedCartId'] },
    { name: 'mail_message_by_message_id', properties: ['messageId'], where: 'message_id is not null' },
    { name: 'mail_message_waiting', properties: ['waitingSince'], where: 'waiting_since is not null' },
    { name: 'mail_message_to', columns: [{ name: 'canonicalTo' }, { name: 'queuedAt', sort: 'desc' }] },
  ],
  uniques: [{ name: 'mail_message_idempotency_key', properties: ['idempotencyKey'] }],
  properties: {
    id: p.uuid().primary(),
    kind: p.enum(mailKinds).columnType('varchar(16)'),
    orderId: () => p.manyToOne(Order).mapToPk().fieldName('order_id').nullable().deleteRule('set null'),
    abandonedCartId: p.uuid().nullable(),
    to: p.text().fieldName('to_address'),
    canonicalTo: p
      .text()
      .default('')
      .onUpdate(({ to }: { to: string }) => canonicalEmail(to)),
    subject: p.text().nullable(),
    details: p.json<MailDetails>().defaultRaw(`'{}'`),
    /** A second message with the same key is not stored. Null for what a person requests. */
    idempotencyKey: p.text().nullable(),
    state: p.enum(states).columnType('varchar(8)').default('queued'),
    attempts: p.integer().default(0),
    lastError: p.text().nullable(),
    messageId: p.string().length(255).nullable(),
    /** A person's name; null for automatic mail. */
    requestedBy: p.string().length(200).nullable(),
    queuedAt: p.datetime(3).defaultRaw('now()'),
    sentAt: p.datetime(3).nullable(),
    bouncedAt: p.datetime(3).nullable(),
    /** Since then the server may have a copy that it never said it accepts. */
    uncertainSince: p.datetime(3).nullable(),
    /** Since when it waits for a mail server that takes no mail. */
    waitingSince: p.datetime(3).nullable(),
  },
});

/** One message, whatever the number of attempts. */
export class MailMessage extends MailMessageSchema.class {
  /** Nothing but its details says which of its kind it is. */
  get topic(): MailTopic {
    const { parcel, part, refund } = this.details;
    if (this.kind === 'refund' && refund) return { refundId: refund.id };
    return { ...(parcel && { parcel: parcel.key }), ...(part && { part }) };
  }

  isAboutSameAs({ topic: { parcel, part, refundId } }: Pick<MailMessage, 'topic'>): boolean {
    const own = this.topic;
    return own.parcel === parcel && own.part === part && own.refundId === refundId;
  }

  markSent({ messageId, subject, at }: { messageId: string; subject: string; at: Date }): void {
    Object.assign(this, { state: 'sent', messageId, subject, sentAt: at, lastError: null });
    Object.assign(this, { uncertainSince: null, waitingSince: null });
    this.attempts += 1;
  }

  /** It failed for a reason of its own. `state` is `queued` while another attempt follows. */
  recordFailure(state: 'queued' | 'failed', reason: string): void {
    this.state = state;
    this.lastError = reason;
    this.waitingSince = null;
    this.attempts += 1;
  }
}
MailMessageSchema.setClass(MailMessage);

/** False for the notice of a refund that has failed since. */
export const isStillTrue = ({ kind, details }: Pick<MailMessage, 'kind' | 'details'>): boolean =>
  kind !== 'refund' || details.refund?.hasFailed !== true;

export type OrderMail = MailMessage & { kind: OrderMailKind };
export const isOrderMail = (message: MailMessage): message is OrderMail => message.kind !== 'recovery';

const ReminderSuppressionSchema = defineEntity({
  name: 'ReminderSuppression',
  tableName: 'reminder_suppression',
  properties: {
    address: p.text().primary(),
    cause: p.enum(['undeliverable', 'complaint'] as const).columnType('varchar(16)'),
    source: p.string().length(16),
    reportedAt: p.datetime(3),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

export const mailEntities = [MailMessage, ReminderSuppressionSchema];
export type MailTables = InferKyselyDB<typeof MailMessageSchema | typeof ReminderSuppressionSchema>;
