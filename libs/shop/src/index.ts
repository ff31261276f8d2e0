/**
 * The shop's public pages: what each shows, the one address it is known by, what search engines are told, and the texts the
 * owner writes. Knows neither HTTP nor templates, and of orders nothing.
 */
export { canonicalUrl } from './canonical.js';
export { lastPage } from './collection-page.js';
export { renderMarkdown } from './markdown.js';
export { CartPages, totalToken, type CheckoutState } from './cart-pages.js';
export type {
  CardView,
  CartPage,
  CheckoutPage,
  CollectionPage,
  CollectionsPage,
  Frame,
  Head,
  HomePage,
  Link,
  ProductPage,
  TextPage,
} from './page-models.js';
export { privateHead } from './page-models.js';
export { robotsText } from './robots.js';
export { ShopModule } from './shop.module.js';
export { ShoppingCart, type PricedCart } from './shopping-cart.js';
export { ShopPages, type ShopPageRow, type WriteOutcome } from './shop-pages.js';
export { Sitemap } from './sitemap.js';
export { Storefront } from './storefront.js';
