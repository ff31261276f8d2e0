import { StorefrontQueries, type ProductListing } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { allProductsPath, collectionPath, pagePath, productPath } from './addresses.js';
import { canonicalUrl, type PageIdentity } from './canonical.js';
import { collectionPage, pageSize, type ListQuery } from './collection-page.js';
import { renderMarkdown, excerpt, shortened } from './markdown.js';
import type { CollectionPage, CollectionsPage, Frame, Head, HomePage, ProductPage, TextPage } from './page-models.js';
import { isPayable } from './payable.js';
import { productPage } from './product-page.js';
import { ShopPages } from './shop-pages.js';
import { ShopFormatter } from './shop-formatter.js';

/** As many as a menu can name; the page of all collections has the rest. */
const collectionsInMenu = 8;
const mostCollections = 500;
const newestAtHome = 12;

/** The shop's pages for reading: each gives what its page shows, or null when there is nothing to be seen. */
@Injectable()
export class Storefront {
  constructor(
    private readonly catalog: StorefrontQueries,
    private readonly pages: ShopPages,
    private readonly words: ShopFormatter,
    private readonly settings: Settings,
  ) {}

  /** Two statements, side by side. */
  async frame(): Promise<Frame> {
    const [collections, pages] = await Promise.all([
      this.catalog.listCollections(collectionsInMenu),
      this.pages.list(),
    ]);
    const { name, locale } = this.settings.shop;
    return {
      shop: name,
      language: locale,
      collections: collections.map((one) => ({ words: one.name, address: collectionPath(one.slug) })),
      pages: pages.map((one) => ({ words: one.title, address: pagePath(one.slug) })),
    };
  }

  async home(): Promise<HomePage> {
    const products = await this.catalog.listNewest(newestAtHome);
    const { name } = this.settings.shop;
    const imageUrl = products.find((product) => product.imageUrl !== null)?.imageUrl ?? null;
    return {
      head: this.head('/', { title: name, description: `Everything that ${name} sells, made to order.`, imageUrl }),
      products: products.map((product) => this.words.card(product)),
    };
  }

  async collections(): Promise<CollectionsPage> {
    const collections = await this.catalog.listCollectionCards(mostCollections);
    const { name } = this.settings.shop;
    const about = { title: 'Collections', description: `All collections of ${name}.`, imageUrl: null };
    return {
      head: this.head('/collections', about),
      collections: collections.map((one) => ({
        name: one.name,
        address: collectionPath(one.slug),
        products: this.words.products(one.products),
        imageUrl: one.imageUrl,
      })),
    };
  }

  /** Everything there is, in a collection or not; null past the last page. */
  async products(asked: ListQuery): Promise<CollectionPage | null> {
    const found = await this.catalog.listProducts(rowsOf(asked));
    if (found.products.length === 0 && asked.page > 1) return null;
    const { name } = this.settings.shop;
    const description = `Everything that ${name} sells: ${this.words.products(found.total)}, made to order.`;
    return this.list({ name: 'All products', path: allProductsPath, description, found }, asked);
  }

  /** Null also past the last page. */
  async collection(slug: string, asked: ListQuery): Promise<CollectionPage | null> {
    const found = await this.catalog.findCollectionPage(slug, rowsOf(asked));
    if (!found || found.products.length === 0) return null;
    const { name } = found;
    const description = `${name} at ${this.settings.shop.name}: ${this.words.products(found.total)}, made to order.`;
    return this.list({ name, path: collectionPath(found.slug), description, found }, asked);
  }

  async product(slug: string): Promise<ProductPage | null> {
    const product = await this.catalog.findProduct(slug);
    if (!product) return null;
    const about = {
      title: product.title,
      description: shortened(product.description) || `${product.title} at ${this.settings.shop.name}.`,
      imageUrl: product.images[0]?.url ?? null,
    };
    return productPage(product, this.head(productPath(product.slug), about), this.words, isPayable(this.settings));
  }

  async page(slug: string): Promise<TextPage | null> {
    const page = await this.pages.bySlug(slug);
    if (!page) return null;
    const { title, body } = page;
    const about = { title, description: excerpt(body) || title, imageUrl: null };
    return { head: this.head(pagePath(page.slug), about), title, html: renderMarkdown(body) };
  }

  private list(
    of: { name: string; path: string; description: string; found: ProductListing },
    asked: ListQuery,
  ): CollectionPage {
    const { name, path, description, found } = of;
    const { page } = asked;
    const about = {
      title: page > 1 ? `${name}, page ${page}` : name,
      description,
      imageUrl: found.products.find(({ imageUrl }) => imageUrl !== null)?.imageUrl ?? null,
    };
    return collectionPage(of, asked, this.head(path, about, { page }), this.words);
  }

  private head(path: string, about: Omit<Head, 'canonical'>, identity: PageIdentity = {}): Head {
    return { ...about, canonical: canonicalUrl(this.settings.publicUrl, path, identity) };
  }
}

const rowsOf = ({ sort, page }: ListQuery) => ({ sort, skip: (page - 1) * pageSize, limit: pageSize });
