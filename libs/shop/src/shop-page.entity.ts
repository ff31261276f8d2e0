import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

const ShopPageSchema = defineEntity({
  name: 'ShopPage',
  tableName: 'shop_page',
  properties: {
    id: p.uuid().primary(),
    slug: p.string().length(120).unique(),
    title: p.text(),
    body: p.text(),
    changedAt: p.datetime(3).defaultRaw('now()'),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

export type ShopTables = InferKyselyDB<typeof ShopPageSchema>;
export const shopEntities = [ShopPageSchema];
