/** Values shared by the servers and the console, free of zod, which must not enter the console's bundle. */
export { isolate } from './isolate.js';
export { minorUnitDigits, createMoneyFormatter } from './minor-units.js';

export const levels = ['info', 'warning', 'error'] as const;
export type Level = (typeof levels)[number];

const submittedStatuses = [
  'submitted',
  'in_production',
  'partially_shipped',
  'shipped',
  'delivered',
  'cancelled',
] as const;
const submittedStatusLabels: Record<(typeof submittedStatuses)[number], string> = {
  submitted: 'Submitted',
  in_production: 'In production',
  partially_shipped: 'Partially shipped',
  shipped: 'Shipped',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
};

export const orderStatuses = ['awaiting_payment', 'paid', ...submittedStatuses] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const orderStatusLabels: Record<OrderStatus, string> = {
  awaiting_payment: 'Awaiting payment',
  paid: 'Paid',
  ...submittedStatusLabels,
};

/** What the total of an order is made of. */
export const totalRowKinds = ['subtotal', 'discount', 'shipping', 'tax', 'other', 'total', 'included_tax'] as const;
export type TotalRowKind = (typeof totalRowKinds)[number];

export const totalRowLabels: Record<TotalRowKind, string> = {
  subtotal: 'Subtotal',
  discount: 'Discount',
  shipping: 'Shipping',
  tax: 'Tax',
  other: 'Other',
  total: 'Total',
  included_tax: 'Includes tax',
};

export const fulfilmentStatuses = ['pending', ...submittedStatuses] as const;
export type FulfilmentStatus = (typeof fulfilmentStatuses)[number];

export const fulfilmentStatusLabels: Record<FulfilmentStatus, string> = {
  pending: 'Not submitted',
  ...submittedStatusLabels,
};

export const providers = ['printify', 'printful'] as const;
export type Provider = (typeof providers)[number];

export const providerLabels: Record<Provider, string> = { printify: 'Printify', printful: 'Printful' };

export const syncOutcomes = ['running', 'completed', 'failed'] as const;
export type SyncOutcome = (typeof syncOutcomes)[number];

export const mailKinds = ['confirmation', 'shipping', 'cancellation', 'refund', 'recovery'] as const;
export type MailKind = (typeof mailKinds)[number];
export const orderMailKinds = mailKinds.filter((kind) => kind !== 'recovery');
export type OrderMailKind = (typeof orderMailKinds)[number];

export const cartStates = ['waiting', 'mailed', 'recovered', 'no_consent', 'no_mail'] as const;
export type CartState = (typeof cartStates)[number];

export const cartStateLabels: Record<CartState, string> = {
  waiting: 'Waiting to be e-mailed',
  mailed: 'Mailed',
  recovered: 'Recovered',
  no_consent: 'No consent',
  no_mail: 'No mail',
};

/** How far back the summary of abandoned carts looks. */
export const abandonedCartSummaryDays = 30;

/** Why an abandoned cart gets no mail despite consent. */
export const skipReasons = [
  'unsubscribed',
  'bounced',
  'too_late',
  'no_link',
  'ordered',
  'reminded_lately',
  'failed',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export const skipReasonLabels: Record<SkipReason, string> = {
  unsubscribed: 'Unsubscribed',
  bounced: 'Mail to this address bounced',
  too_late: 'Too late for a reminder',
  no_link: 'Stripe gave no recovery link',
  ordered: 'Already ordered',
  reminded_lately: 'Reminded within the last week',
  failed: 'The mail server did not accept it',
};

/** Services that deliver the shop's e-mails and report bounces. */
export const mailServices = ['postmark', 'mailgun', 'resend'] as const;
export type MailService = (typeof mailServices)[number];

export const webhookSources = ['stripe', 'printify', 'printful', ...mailServices] as const;
export type WebhookSourceName = (typeof webhookSources)[number];

export const webhookSourceLabels: Record<WebhookSourceName, string> = {
  stripe: 'Stripe',
  printify: 'Printify',
  printful: 'Printful',
  postmark: 'Postmark',
  mailgun: 'Mailgun',
  resend: 'Resend',
};

export const webhookPath = (source: WebhookSourceName): string =>
  mailServices.some((service) => service === source) ? `/webhooks/email/${source}` : `/webhooks/${source}`;

export const webhookStates = ['pending', 'processed', 'ignored', 'failed'] as const;
export type WebhookState = (typeof webhookStates)[number];

export const webhookStateLabels: Record<WebhookState, string> = {
  pending: 'Pending',
  processed: 'Processed',
  ignored: 'Ignored',
  failed: 'Failed',
};

export const connectionNames = ['stripe', 'printify', 'printful', 'mail_server', ...mailServices] as const;
export type ConnectionName = (typeof connectionNames)[number];

export const connectionLabels: Record<ConnectionName, string> = { ...webhookSourceLabels, mail_server: 'Mail server' };

/** `incomplete`: settings are missing. `unused`: the shop does not use the service. */
export const connectionStates = ['ready', 'incomplete', 'unused'] as const;
export type ConnectionState = (typeof connectionStates)[number];

export const jobQueues = ['bull', 'pg-boss'] as const;
export type JobQueueName = (typeof jobQueues)[number];

/** What the launcher keeps running. */
export const programs = ['api', 'worker', 'sandbox', 'postgresql'] as const;
export type ProgramName = (typeof programs)[number];

export const eventGroups = ['orders', 'emails', 'sync', 'carts', 'webhooks', 'programs'] as const;
export type EventGroup = (typeof eventGroups)[number];

export const eventGroupLabels: Record<EventGroup, string> = {
  orders: 'Orders',
  emails: 'E-mails',
  sync: 'Product sync',
  carts: 'Abandoned carts',
  webhooks: 'Webhooks',
  programs: 'Programs',
};

/** Every event with its short label and the group it is filtered by. */
export const eventKinds = {
  'order.created': { label: 'Order placed', group: 'orders' },
  'order.payment_pending': { label: 'Awaiting payment', group: 'orders' },
  'order.payment_failed': { label: 'Payment failed', group: 'orders' },
  'payment.ignored': { label: 'Payment ignored', group: 'orders' },
  'order.submitted': { label: 'Submitted', group: 'orders' },
  'order.submission_failed': { label: 'Submission failed', group: 'orders' },
  'order.submission_waiting': { label: 'Submission waiting', group: 'orders' },
  'order.submission_retried': { label: 'Submission retried', group: 'orders' },
  'order.production': { label: 'In production', group: 'orders' },
  'order.on_hold': { label: 'On hold', group: 'orders' },
  'order.problem': { label: 'Problem', group: 'orders' },
  'order.overdue': { label: 'Overdue', group: 'orders' },
  'order.shipped': { label: 'Shipped', group: 'orders' },
  'order.tracking_changed': { label: 'Tracking changed', group: 'orders' },
  'order.delivered': { label: 'Delivered', group: 'orders' },
  'order.cancelled': { label: 'Cancelled', group: 'orders' },
  'order.cancel_refused': { label: 'Cancellation refused', group: 'orders' },
  'order.refunded': { label: 'Refunded', group: 'orders' },
  'order.refund_failed': { label: 'Refund failed', group: 'orders' },
  'order.disputed': { label: 'Payment disputed', group: 'orders' },
  'order.inquiry': { label: 'Bank inquiry', group: 'orders' },
  'order.dispute_closed': { label: 'Dispute closed', group: 'orders' },
  'order.review_opened': { label: 'Held for review', group: 'orders' },
  'order.review_closed': { label: 'Review closed', group: 'orders' },
  'order.fraud_warning': { label: 'Fraud warning', group: 'orders' },
  'order.email_corrected': { label: 'E-mail corrected', group: 'emails' },
  'order.address_corrected': { label: 'Address corrected', group: 'orders' },
  'order.note': { label: 'Note', group: 'orders' },
  'order.email.confirmation_sent': { label: 'Confirmation sent', group: 'emails' },
  'order.email.shipping_sent': { label: 'Shipping mail sent', group: 'emails' },
  'order.email.cancellation_sent': { label: 'Cancellation notice sent', group: 'emails' },
  'order.email.refund_sent': { label: 'Refund notice sent', group: 'emails' },
  'order.email.failed': { label: 'E-mail failed', group: 'emails' },
  'order.email.waiting': { label: 'E-mail waiting', group: 'emails' },
  'email.bounced': { label: 'E-mail bounced', group: 'emails' },
  'mail.unavailable': { label: 'E-mails not sent', group: 'emails' },
  'mail.available': { label: 'E-mails sent again', group: 'emails' },
  'provider.unavailable': { label: 'Provider unavailable', group: 'orders' },
  'provider.available': { label: 'Provider available', group: 'orders' },
  'sync.started': { label: 'Sync started', group: 'sync' },
  'sync.completed': { label: 'Sync completed', group: 'sync' },
  'sync.failed': { label: 'Sync failed', group: 'sync' },
  'abandoned_cart.created': { label: 'Cart abandoned', group: 'carts' },
  'abandoned_cart.email_sent': { label: 'Recovery mail sent', group: 'carts' },
  'abandoned_cart.recovered': { label: 'Cart recovered', group: 'carts' },
  'shop.limit_reached': { label: 'Shop limit reached', group: 'carts' },
  'webhook.rejected': { label: 'Webhooks rejected', group: 'webhooks' },
  'webhook.unusable': { label: 'Webhooks unusable', group: 'webhooks' },
  'webhook.failed': { label: 'Webhook failed', group: 'webhooks' },
  'program.unavailable': { label: 'Program unavailable', group: 'programs' },
  'program.available': { label: 'Program available', group: 'programs' },
} as const satisfies Record<string, { label: string; group: EventGroup }>;
export type EventType = keyof typeof eventKinds;

export const eventTypes = Object.keys(eventKinds) as EventType[];

export const jobStates = ['waiting', 'running', 'discarded'] as const;
export type JobState = (typeof jobStates)[number];

export const jobStateLabels: Record<JobState, string> = {
  waiting: 'Waiting',
  running: 'Running',
  discarded: 'Given up',
};
