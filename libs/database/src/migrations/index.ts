import { AccountsTables } from './0001-accounts.js';
import { WebhooksTables } from './0002-webhooks.js';
import { JobsTables } from './0003-jobs-and-leases.js';
import { OrdersTables } from './0004-orders.js';
import { ActivityLogTables } from './0005-activity-log.js';
import { PaymentsTables } from './0006-payments.js';
import { FulfilmentTables } from './0007-fulfilment.js';
import { CatalogTables } from './0008-catalog.js';
import { SyncTables } from './0009-sync.js';
import { CartsTables } from './0010-carts.js';
import { MailTables } from './0011-mail.js';
import { ShopTables } from './0012-shop.js';

/** In the order they run: a table comes after those it refers to. */
export const migrationsList = [
  { name: '0001-accounts', class: AccountsTables },
  { name: '0002-webhooks', class: WebhooksTables },
  { name: '0003-jobs-and-leases', class: JobsTables },
  { name: '0004-orders', class: OrdersTables },
  { name: '0005-activity-log', class: ActivityLogTables },
  { name: '0006-payments', class: PaymentsTables },
  { name: '0007-fulfilment', class: FulfilmentTables },
  { name: '0008-catalog', class: CatalogTables },
  { name: '0009-sync', class: SyncTables },
  { name: '0010-carts', class: CartsTables },
  { name: '0011-mail', class: MailTables },
  { name: '0012-shop', class: ShopTables },
];
