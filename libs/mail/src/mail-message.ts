import type { MailKind } from '@daybook/contract';

export type OrderMailKind = Exclude<MailKind, 'recovery'>;

export interface Parcel {
  /** Identifies the parcel, so that its notification is sent once. */
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

/** What the message says beside its order; stored with it. */
export interface MailDetails {
  parcel?: Parcel;
  contents?: ParcelContents[];
}

/** A row of `mail_message`: one message, whatever the number of attempts. */
export interface MailMessage {
  id: string;
  kind: MailKind;
  orderId: string | null;
  abandonedCartId: string | null;
  to: string;
  details: MailDetails;
  state: 'queued' | 'sent' | 'failed' | 'bounced';
  /** A person's name; null for automatic mail. */
  requestedBy: string | null;
  queuedAt: Date;
}

export type MailDraft = Pick<MailMessage, 'to' | 'details' | 'requestedBy'> & {
  target: { kind: OrderMailKind; orderId: string } | { kind: 'recovery'; abandonedCartId: string };
  /** A second message with the same key is not stored. Null for what a person requests. */
  idempotencyKey: string | null;
};
