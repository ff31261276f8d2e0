/**
 * The e-mails about orders and abandoned carts: a row a message, how each reads, the mail server that takes them, and what mail services say of
 * those that come back. Knows nothing of what makes an order be confirmed or a parcel be told of: it is asked.
 */
export { BouncedAddresses } from './bounces/bounced-addresses.js';
export { MailRenderer } from './templates/mail-renderer.js';
export { MailDelivery } from './mail-delivery.js';
export { MailModule } from './mail.module.js';
export type { AbandonedCartMail } from './templates/recovery-model.js';
export { RecoveryMails } from './recovery/recovery-mails.js';
export { MailQueries } from './mail.queries.js';
export { MailQueue, type ShippingNotice, type ResendOutcome } from './mail-queue.js';
export type { OrderMailKind, Parcel, ParcelContents } from './mail-message.js';
