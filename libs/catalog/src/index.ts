/**
 * The catalogue: products, their variants and collections, and which of them a shopper sees. Knows neither who makes the
 * goods nor how they are sold; `collection_product` says which products a collection has.
 */
import { Collection } from './collection.entity.js';
import { Product, Variant } from './product.entity.js';

export { Collection } from './collection.entity.js';
export { Product, Variant, type ProductImage } from './product.entity.js';

export const catalogEntities = [Product, Variant, Collection];
