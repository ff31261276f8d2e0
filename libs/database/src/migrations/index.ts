import { FirstTables } from './0001-first-tables.js';
import { JobOutbox } from './0002-job-outbox.js';
import { Mail } from './0003-mail.js';
import { Fulfilment } from './0004-fulfilment.js';
import { FormerWebhookSecret } from './0005-former-webhook-secret.js';
import { Catalogue } from './0006-catalogue.js';
import { Carts } from './0007-carts.js';
import { ShopPages } from './0008-shop-pages.js';
import { Bounces } from './0009-bounces.js';
import { ReturnedParcels } from './0010-returned-parcels.js';
import { OneReminderAWeek } from './0011-one-reminder-a-week.js';

/** In the order they run; a name that has run anywhere is never changed. */
export const migrationsList = [
  { name: '0001-first-tables', class: FirstTables },
  { name: '0002-job-outbox', class: JobOutbox },
  { name: '0003-mail', class: Mail },
  { name: '0004-fulfilment', class: Fulfilment },
  { name: '0005-former-webhook-secret', class: FormerWebhookSecret },
  { name: '0006-catalogue', class: Catalogue },
  { name: '0007-carts', class: Carts },
  { name: '0008-shop-pages', class: ShopPages },
  { name: '0009-bounces', class: Bounces },
  { name: '0010-returned-parcels', class: ReturnedParcels },
  { name: '0011-one-reminder-a-week', class: OneReminderAWeek },
];
