/**
 * The catalogue: products, their variants and collections, and which of them a shopper sees. Knows neither who makes the
 * goods nor how they are sold; `collection_product` says which products a collection has.
 */
export { CatalogModule } from './catalog.module.js';
export {
  StorefrontQueries,
  type CollectionCard,
  type CollectionProducts,
  type VariantWithProduct,
  type VisibleProduct,
  type VisibleVariant,
  type VisibleCollection,
} from './storefront.queries.js';
export type { ProductCard, ProductListing } from './product-cards.js';
export { productSorts, type ProductSort } from './visible-products.js';
export { CatalogWriter, type ProductBatch, type UpsertCounts } from './catalog-writer.js';
export { CollectionsService } from './collections.service.js';
export type { ProviderProduct, ProviderVariant } from './provider-product.js';
export { setProductHidden, ProductsQueries } from './products.queries.js';
export { catalogEntities, type CatalogTables, type ProductImage } from './catalog.entities.js';
export { SitemapQueries } from './sitemap.queries.js';
