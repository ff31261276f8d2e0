import type { Money } from './money.js';
import type { ShippingAddress } from './orders.js';
import type { EventType, MailKind, ProgramName, Provider, WebhookSourceName } from './vocabulary.js';

type Via = 'Stripe';
export const overdueKinds = ['submission', 'shipping'] as const;
export type OverdueKind = (typeof overdueKinds)[number];
/** `address`: from one address; `all`: from all of them. */
export type ShopLimitScope = 'address' | 'all';
/** `quantity` is null where the provider does not say how many. */
export interface ParcelContents {
  title: string;
  variant: string | null;
  quantity: number | null;
}
/** Whether something of an order has not left with its parcels. */
export type RestOfOrder = 'follows' | 'none';
/** How the customer learns of a cancellation: from its own mail, or once the refund that follows has its outcome, from one mail about both. */
export const cancellationNotices = ['alone', 'with_refund'] as const;
export type CancellationNotice = (typeof cancellationNotices)[number];
/** The mail that tells the customer of a refund: its own, or that of the cancellation which it follows. */
export const refundNotices = ['refund', 'cancellation'] as const;
export type RefundNotice = (typeof refundNotices)[number];
/** Which of an order's mails of one kind it is: by the parcel's key, the refund, or the part that is cancelled. */
export type MailTopic = Partial<Record<'parcel' | 'refundId', string> & Record<'part', Provider>>;
export type RejectionReason = 'bad signature' | 'stale signature' | 'bad password';

export type Tracking = Record<'carrier' | 'trackingNumber' | 'trackingUrl', string | null>;

/** `attempt` of at most `of`. Then `nextAttemptAt`, ISO 8601, if another follows, or `gaveUpAfter` so many; nothing where nobody knows. */
export type FailedAttempt = Partial<Record<'attempt' | 'of' | 'gaveUpAfter', number> & Record<'nextAttemptAt', string>>;
export type Failure = FailedAttempt & { reason: string };

/** The data of each event. An event that is missing here or has other data does not compile. */
export interface EventMap {
  'order.created': { total: Money; via: Via };
  'order.payment_pending': { total: Money; via: Via };
  /** Another site's, on the same Stripe account. */
  'payment.ignored': { total: Money; sessionId: string };
  'order.payment_failed': { total: Money; via: Via };
  'order.submitted': { provider: Provider; providerOrderId: string };
  /** `provider` is null when no line names one. `isOutage`: it failed like any other order's would. */
  'order.submission_failed': Failure & { provider: Provider | null; isOutage?: boolean };
  'order.submission_waiting': { provider: Provider };
  'order.submission_retried': { provider: Provider; attempt: number; of: number };
  'order.production': { provider: Provider };
  'order.on_hold': { provider: Provider; reason: string };
  'order.problem': { provider: Provider; reason: string };
  'order.overdue': { waitingFor: OverdueKind; seconds: number };
  /** `parcel`: its key; missing in entries of older versions. `contents`, `rest`: missing where nobody knows. */
  'order.shipped': Tracking & {
    provider: Provider;
    parcel?: string;
    contents?: ParcelContents[];
    rest?: RestOfOrder;
  };
  /** `before`: what was known of the parcel until then. */
  'order.tracking_changed': Tracking & { provider: Provider; parcel: string; before: Tracking };
  'order.delivered': { provider: Provider };
  /** The provider will not cancel its part of the order. */
  'order.cancel_refused': Failure & { provider: Provider };
  /**
   * `part` when only that provider's fulfilment is cancelled; `ended`: what the rest of the order does not wait for. `notice`,
   * here and below: missing when the customer is not told.
   */
  'order.cancelled': {
    by: 'provider' | 'staff';
    provider: Provider | null;
    part?: Provider;
    ended?: OverdueKind[];
    notice?: CancellationNotice;
  };
  'order.refunded': { refund: Money; refundId: string; notice?: RefundNotice };
  /** `wasHeld`: it was to follow the cancellation that a provider has refused. */
  'order.refund_failed': Failure & EventMap['order.refunded'] & { wasHeld?: boolean };
  /** `respondBy`: ISO 8601. */
  'order.disputed': { dispute: Money; disputeId: string; reason?: string; respondBy?: string };
  'order.inquiry': EventMap['order.disputed'];
  /** `outcome`: Stripe's status, such as `won`, `lost` or `warning_closed`. */
  'order.dispute_closed': { dispute: Money; disputeId: string; outcome: string };
  'order.review_opened': { reviewId: string; reason: string };
  'order.review_closed': { reviewId: string; reason: string; isApproved: boolean };
  /** `isActionable`: false when the payment was refunded or disputed already. */
  'order.fraud_warning': { payment: Money; isActionable: boolean };
  /** `authorId`: the account that may edit it; missing where no person wrote it. `editedAt`: ISO 8601. */
  'order.note': { text: string; authorId?: string; editedAt?: string };
  'order.email_corrected': { from: string; to: string };
  /** The parts that changed. */
  'order.address_corrected': Record<'before' | 'after', Partial<ShippingAddress>>;
  'order.email.confirmation_sent': { to: string };
  'order.email.shipping_sent': { to: string } & Pick<MailTopic, 'parcel'>;
  'order.email.cancellation_sent': { to: string } & Pick<MailTopic, 'part'>;
  'order.email.refund_sent': { to: string } & Pick<MailTopic, 'refundId'>;
  'order.email.failed': Failure & { mail: MailKind; to: string } & MailTopic;
  'order.email.waiting': { mail: MailKind; to: string; reason: string } & MailTopic;
  /** `reason` as the mail service words it, if it gives one. */
  'email.bounced': { mail: MailKind; to: string; reason?: string } & MailTopic;
  /** `mails`: how many wait. */
  'mail.unavailable': { reason: string; mails: number };
  'mail.available': Record<string, never>;
  /** `orders`: how many wait. */
  'provider.unavailable': { provider: Provider; reason: string; orders: number };
  'provider.available': { provider: Provider };
  'sync.started': { provider: Provider };
  'sync.completed': {
    provider: Provider;
    products: number;
    added: number;
    updated: number;
    unchanged: number;
    hidden: number;
  };
  'sync.failed': Failure & { provider: Provider };
  'abandoned_cart.created': { email: string; total: Money };
  'abandoned_cart.email_sent': { to: string };
  'abandoned_cart.recovered': { orderNumber: string };
  'shop.limit_reached': { limit: 'carts' | 'checkouts' | 'reminders'; scope: ShopLimitScope; max: number };
  /** `lastAt`, ISO 8601: when the latest rejection was merged into an existing entry. */
  'webhook.rejected': { source: WebhookSourceName; count: number; reasons: RejectionReason[]; lastAt?: string };
  /** Well signed, but of a kind that cannot be used. `lastAt`, ISO 8601: when the latest came. */
  'webhook.unusable': { source: WebhookSourceName; kind: 'thin events'; lastAt?: string };
  'webhook.failed': Failure & { source: WebhookSourceName; eventId: string; webhookEventId: string };
  /** `restarts`: in a row, without having run well. `reason`: how it ended the last time. */
  'program.unavailable': { program: ProgramName; restarts: number; reason: string };
  'program.available': { program: ProgramName };
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Does not compile when `eventKinds` and `EventMap` differ. */
export const everyEventIsMapped: Same<EventType, keyof EventMap> = true;
