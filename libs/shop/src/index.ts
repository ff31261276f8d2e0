/**
 * The shop's public pages: their content, addresses, metadata for search engines, and the texts the owner writes. It has no
 * HTTP, no templates and no orders.
 */
export { maxPage } from './collection-page.js';
export { renderMarkdown } from './markdown.js';
export { CartPages, totalToken, type CheckoutFormValues } from './cart-pages.js';
export type {
  CartPage,
  CheckoutPage,
  CollectionPage,
  CollectionsPage,
  PageLayout,
  Head,
  HomePage,
  Link,
  ProductPage,
  TextPage,
} from './page-models.js';
export { noindexHead } from './page-models.js';
export { canonicalUrl, robotsText } from './shop-urls.js';
export { ShopModule } from './shop.module.js';
export { ShoppingCart, type PricedCart } from './shopping-cart.js';
export { shopEntities } from './shop-page.entity.js';
export { ShopPages, type ShopPageRow, type WriteOutcome } from './shop-pages.js';
export { Sitemap } from './sitemap.js';
export { Storefront } from './storefront.js';
