import { accountsEntities } from '@daybook/accounts';
import { activityLogEntities } from '@daybook/activity-log';
import { cartsEntities } from '@daybook/carts';
import { catalogEntities } from '@daybook/catalog';
import { fulfilmentEntities } from '@daybook/fulfilment';
import { jobsEntities } from '@daybook/jobs';
import { mailEntities } from '@daybook/mail';
import { ordersEntities } from '@daybook/orders';
import { paymentsEntities } from '@daybook/payments';
import { shopEntities } from '@daybook/shop';
import { syncEntities } from '@daybook/sync';
import { webhooksEntities } from '@daybook/webhooks';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MikroORM } from '@mikro-orm/postgresql';
import { anEmptyDatabase, useDatabase, type TestDatabase } from '../support/database.js';
import { schemaOf } from '../support/schema-of.js';

const entities = [
  ...accountsEntities,
  ...activityLogEntities,
  ...cartsEntities,
  ...catalogEntities,
  ...fulfilmentEntities,
  ...jobsEntities,
  ...mailEntities,
  ...ordersEntities,
  ...paymentsEntities,
  ...shopEntities,
  ...syncEntities,
  ...webhooksEntities,
];

/** Foreign keys between two libraries: an entity relates only to those of its own, and the log may not even import orders. */
const onlyInMigrations = [
  'activity_log: FOREIGN KEY (order_id) REFERENCES customer_order(id) ON DELETE SET NULL',
  'cart_checkout: FOREIGN KEY (order_id) REFERENCES customer_order(id) ON DELETE SET NULL',
  'cart_item: FOREIGN KEY (product_id) REFERENCES product(id)',
  'cart_item: FOREIGN KEY (variant_id) REFERENCES variant(id)',
  'mail_message: FOREIGN KEY (abandoned_cart_id) REFERENCES abandoned_cart(id) ON DELETE SET NULL',
  'product: FOREIGN KEY (last_sync_run_id) REFERENCES sync_run(id) ON DELETE SET NULL',
];

const migrated = useDatabase();
let empty: TestDatabase;

beforeAll(async () => {
  empty = await anEmptyDatabase();
});
afterAll(() => empty.drop());

/** Creates the tables of the entities, as PostgreSQL then describes them. */
async function schemaOfEntities(): Promise<string[]> {
  const orm = await MikroORM.init({ clientUrl: empty.url, entities });
  try {
    await orm.em.getConnection().execute('create extension pg_trgm');
    await orm.schema.create();
  } finally {
    await orm.close();
  }
  return schemaOf(empty.url);
}

it('the entities describe every table as the migrations make it', async () => {
  const [made, described] = [await schemaOf(migrated.url), await schemaOfEntities()];

  expect({
    onlyInMigrations: made.filter((line) => !described.includes(line)),
    onlyInEntities: described.filter((line) => !made.includes(line)),
  }).toEqual({ onlyInMigrations, onlyInEntities: [] });
});
