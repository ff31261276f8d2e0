import type { MailKind } from '@daybook/contract';

/** The mails an order has. */
export type OrderMailKind = Exclude<MailKind, 'recovery'>;

/** A parcel as its customer is told of it. `key`: the same parcel has the same one, and is told of once. */
export interface Parcel {
  key: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
}

export interface ParcelContents {
  title: string;
  variant: string | null;
  quantity: number;
}

/** What a message is about beside its order, as its row keeps it. */
interface MailDetails {
  parcel?: Parcel;
  contents?: ParcelContents[];
}

/** A row of `mail_message`: one message, however often it is tried. */
export interface MailMessage {
  id: string;
  kind: MailKind;
  orderId: string | null;
  /** Of a recovery mail: what it reminds of. */
  abandonedCartId: string | null;
  to: string;
  details: MailDetails;
  state: 'queued' | 'sent' | 'failed' | 'bounced';
  /** A person's name; null for what is sent by itself. */
  requestedBy: string | null;
  queuedAt: Date;
}

export type MailDraft = Pick<MailMessage, 'to' | 'details' | 'requestedBy'> & {
  /** What it is about. */
  of: { kind: OrderMailKind; orderId: string } | { kind: 'recovery'; abandonedCartId: string };
  /** The fact that asks: a second message with the same one is not kept. Null for what a person asks for. */
  idempotencyKey: string | null;
};
