/**
 * The e-mails about orders and abandoned carts: their rows, their templates, sending them, and the bounces that mail services
 * report. Does not know when an order is confirmed or a parcel leaves: its callers enqueue mail.
 */
export { ReminderSuppressions } from './bounces/reminder-suppressions.js';
export { MailDelivery } from './mail-delivery.js';
export type { OrderMailKind, Parcel, ParcelContents } from './mail-message.js';
export { MailQueue, type ResendOutcome, type ShippingNotice } from './mail-queue.js';
export { MailModule } from './mail.module.js';
export { MailQueries } from './mail.queries.js';
export { RecoveryMails } from './recovery/recovery-mails.js';
export type { RecoveryMailInput } from './templates/abandoned-cart-model.js';
export { MailRenderer } from './templates/mail-renderer.js';
