/**
 * The catalogue: products, their variants and collections, and which of them a shopper sees. Knows neither who makes the
 * goods nor how they are sold; `collection_product` says which products a collection has.
 */
import { Collection } from './collection.entity.js';
import { Product, Variant } from './product.entity.js';

export { CatalogModule } from './catalog.module.js';
export {
  CatalogQueries,
  productSorts,
  type CollectionCard,
  type CollectionProducts,
  type Goods,
  type ListedProducts,
  type ProductCard,
  type ProductOnOffer,
  type ProductSort,
  type VariantOnOffer,
  type VisibleCollection,
} from './catalog.queries.js';
export { CatalogWriter, type Batch, type BatchTally } from './catalog-writer.js';
export { CollectionsService } from './collections.service.js';
export type { ListedProduct, ListedVariant } from './listed-product.js';
export { hideProduct, ProductsQueries } from './products.queries.js';
export { Collection } from './collection.entity.js';
export { Product, Variant, type ProductImage } from './product.entity.js';
export { SitemapQueries } from './sitemap.queries.js';

export const catalogEntities = [Product, Variant, Collection];
