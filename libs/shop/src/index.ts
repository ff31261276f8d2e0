/**
 * The shop's public pages: what each shows, the one address it is known by, what search engines are told, and the texts the
 * owner writes. Knows neither HTTP nor templates, and of orders nothing.
 */
export { canonicalAddress } from './canonical.js';
export { lastPage } from './collection-page.js';
export { htmlOf } from './markdown.js';
export type {
  CardView,
  CollectionPage,
  CollectionsPage,
  Frame,
  Head,
  HomePage,
  Link,
  ProductPage,
  TextPage,
} from './page-models.js';
export { mostAtOnce } from './product-page.js';
export { robotsText } from './robots.js';
export { ShopModule } from './shop.module.js';
export { ShopPages, type ShopPageRow, type WriteOutcome } from './shop-pages.js';
export { Sitemap } from './sitemap.js';
export { Storefront } from './storefront.js';
