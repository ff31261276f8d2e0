import { defineEntity, p } from '@mikro-orm/core';

const CollectionSchema = defineEntity({
  name: 'Collection',
  tableName: 'collection',
  properties: {
    id: p.uuid().primary(),
    /** The providers' tag that its products carry. */
    tag: p.text(),
    slug: p.string(),
    /** As the shop calls it: the tag, until the owner says otherwise. */
    name: p.text(),
    /** From 0, as the shop lists them. */
    position: p.integer(),
    isHidden: p.boolean(),
    /** When it, or which products it has, changed last. */
    changedAt: p.datetime(3),
    insertedAt: p.datetime(3),
  },
});

/** Products that belong together. */
export class Collection extends CollectionSchema.class {}
CollectionSchema.setClass(Collection);
