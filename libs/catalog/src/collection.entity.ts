import { defineEntity, p } from '@mikro-orm/core';

const CollectionSchema = defineEntity({
  name: 'Collection',
  tableName: 'collection',
  properties: {
    id: p.uuid().primary(),
    /** The providers' tag that its products carry. */
    tag: p.text(),
    slug: p.string(),
    /** The name in the shop: the tag, until the owner changes it. */
    name: p.text(),
    /** In the shop's order, from 0. */
    position: p.integer(),
    isHidden: p.boolean(),
    /** The last change of the collection or of its membership. */
    changedAt: p.datetime(3),
    insertedAt: p.datetime(3),
  },
});

export class Collection extends CollectionSchema.class {}
CollectionSchema.setClass(Collection);
