/**
 * The catalogue: products, their variants and collections, and which of them a shopper sees. Knows neither who makes the
 * goods nor how they are sold; `collection_product` says which products a collection has.
 */
import { Collection } from './collection.entity.js';
import { Product, Variant } from './product.entity.js';

export { CatalogModule } from './catalog.module.js';
export {
  StorefrontQueries,
  productSorts,
  type CollectionCard,
  type CollectionProducts,
  type VariantWithProduct,
  type ProductListing,
  type ProductCard,
  type VisibleProduct,
  type ProductSort,
  type VisibleVariant,
  type VisibleCollection,
} from './storefront.queries.js';
export { CatalogWriter, type ProductBatch, type UpsertCounts } from './catalog-writer.js';
export { CollectionsService } from './collections.service.js';
export type { ProviderProduct, ProviderVariant } from './provider-product.js';
export { setProductHidden, ProductsQueries } from './products.queries.js';
export { Collection } from './collection.entity.js';
export { Product, Variant, type ProductImage } from './product.entity.js';
export { SitemapQueries } from './sitemap.queries.js';

export const catalogEntities = [Product, Variant, Collection];
