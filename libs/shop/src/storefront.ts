import { StorefrontQueries, type ProductListing } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import {
  allProductsPath,
  collectionPath,
  pagePath,
  productPath,
  canonicalUrl,
  type PageIdentity,
} from './shop-urls.js';
import { collectionPage, pageSize, type ListingQuery } from './collection-page.js';
import { renderMarkdown, excerpt, truncate } from './markdown.js';
import type {
  CollectionPage,
  CollectionsPage,
  PageLayout,
  Head,
  HomePage,
  ProductPage,
  TextPage,
} from './page-models.js';
import { createPayableTest } from './shopping-cart.js';
import { productPage } from './product-page.js';
import { ShopPages } from './shop-pages.js';
import { ShopFormatter } from './shop-formatter.js';

const collectionsInMenu = 8;
const maxCollections = 500;
const homeProducts = 12;

/** The models of the public pages; null for a page that does not exist. */
@Injectable()
export class Storefront {
  constructor(
    private readonly catalog: StorefrontQueries,
    private readonly pages: ShopPages,
    private readonly formatter: ShopFormatter,
    private readonly settings: Settings,
  ) {}

  async layout(): Promise<PageLayout> {
    const [collections, pages] = await Promise.all([
      this.catalog.listCollections(collectionsInMenu),
      this.pages.list(),
    ]);
    const { name, locale } = this.settings.shop;
    return {
      shop: name,
      language: locale,
      collections: collections.map((one) => ({ text: one.name, href: collectionPath(one.slug) })),
      pages: pages.map((one) => ({ text: one.title, href: pagePath(one.slug) })),
    };
  }

  async home(): Promise<HomePage> {
    const products = await this.catalog.listNewest(homeProducts);
    const { name } = this.settings.shop;
    const imageUrl = products.find((product) => product.imageUrl !== null)?.imageUrl ?? null;
    return {
      head: this.createHead('/', { title: name, description: `All products of ${name}, made to order.`, imageUrl }),
      products: products.map((product) => this.formatter.toCardView(product)),
    };
  }

  async collections(): Promise<CollectionsPage> {
    const collections = await this.catalog.listCollectionCards(maxCollections);
    const { name } = this.settings.shop;
    const meta = { title: 'Collections', description: `All collections of ${name}.`, imageUrl: null };
    return {
      head: this.createHead('/collections', meta),
      collections: collections.map((one) => ({
        name: one.name,
        href: collectionPath(one.slug),
        productCount: this.formatter.formatProductCount(one.productCount),
        imageUrl: one.imageUrl,
      })),
    };
  }

  /** Null past the last page. */
  async products(query: ListingQuery): Promise<CollectionPage | null> {
    const found = await this.catalog.listProducts(toListingOptions(query));
    if (found.products.length === 0 && query.page > 1) return null;
    const { name } = this.settings.shop;
    const description = `All products of ${name}: ${this.formatter.formatProductCount(found.total)}, made to order.`;
    return this.listingPage({ name: 'All products', path: allProductsPath, description, found }, query);
  }

  /** Null also past the last page. */
  async collection(slug: string, query: ListingQuery): Promise<CollectionPage | null> {
    const found = await this.catalog.findCollectionProducts(slug, toListingOptions(query));
    if (!found || found.products.length === 0) return null;
    const { name } = found;
    const description = `${name} at ${this.settings.shop.name}: ${this.formatter.formatProductCount(found.total)}, made to order.`;
    return this.listingPage({ name, path: collectionPath(found.slug), description, found }, query);
  }

  async product(slug: string): Promise<ProductPage | null> {
    const product = await this.catalog.findProduct(slug);
    if (!product) return null;
    const meta = {
      title: product.title,
      description: truncate(product.description) || `${product.title} at ${this.settings.shop.name}.`,
      imageUrl: product.images[0]?.url ?? null,
    };
    return productPage(
      product,
      this.createHead(productPath(product.slug), meta),
      this.formatter,
      createPayableTest(this.settings),
    );
  }

  async page(slug: string): Promise<TextPage | null> {
    const page = await this.pages.findBySlug(slug);
    if (!page) return null;
    const { title, body } = page;
    const meta = { title, description: excerpt(body) || title, imageUrl: null };
    return { head: this.createHead(pagePath(page.slug), meta), title, html: renderMarkdown(body) };
  }

  private listingPage(
    of: { name: string; path: string; description: string; found: ProductListing },
    query: ListingQuery,
  ): CollectionPage {
    const { name, path, description, found } = of;
    const { page } = query;
    const meta = {
      title: page > 1 ? `${name}, page ${page}` : name,
      description,
      imageUrl: found.products.find(({ imageUrl }) => imageUrl !== null)?.imageUrl ?? null,
    };
    return collectionPage(of, query, this.createHead(path, meta, { page }), this.formatter);
  }

  private createHead(path: string, meta: Omit<Head, 'canonical'>, identity: PageIdentity = {}): Head {
    return { ...meta, canonical: canonicalUrl(this.settings.publicUrl, path, identity) };
  }
}

const toListingOptions = ({ sort, page }: ListingQuery) => ({ sort, skip: (page - 1) * pageSize, limit: pageSize });
