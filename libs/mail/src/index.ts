/**
 * The e-mails about orders and abandoned carts: their rows, their templates, sending them, and the bounces that mail services
 * report. Reacts to orders and parcels; does not know who places or ships them.
 */
export { ReminderSuppressions } from './bounces/reminder-suppressions.js';
export { mailEntities, MailMessage, type Parcel } from './mail-message.entity.js';
export { MailQueue, type ResendOutcome, type ShippingNotice } from './mail-queue.js';
export { MailMessages } from './mail-messages.js';
export { MailModule } from './mail.module.js';
export { MailQueries } from './mail.queries.js';
export { RecoveryMails } from './recovery/recovery-mails.js';
export type { RecoveryMailInput } from './templates/abandoned-cart-model.js';
export { MailRenderer } from './templates/mail-renderer.js';
