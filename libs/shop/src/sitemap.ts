import { Readable } from 'node:stream';
import { SitemapQueries } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { SitemapIndexStream, SitemapStream, type IndexItem, type SitemapItemLoose } from 'sitemap';
import { allProductsPath, collectionPath, pagePath, productPath, canonicalUrl } from './shop-urls.js';
import { ShopPages } from './shop-pages.js';

/** The protocol's limit. */
const maxPerSitemap = 50_000;
/** Collections come from providers' tags: more would fill the first file. */
const maxCollections = 5_000;
const namespaces = { image: true, news: false, video: false, xhtml: false };

@Injectable()
export class Sitemap {
  constructor(
    private readonly catalog: SitemapQueries,
    private readonly pages: ShopPages,
    private readonly settings: Settings,
  ) {}

  /** `/sitemap.xml`: all pages, or an index of the parts where one file is not enough. */
  async root(max = maxPerSitemap): Promise<Readable> {
    const { count } = await this.catalog.summarizeProducts();
    const items = await this.pageItems();
    if (items.length + count <= max) return toXml(items, this.productItems(0, max));
    return this.index(items, max);
  }

  /** `/sitemap-pages.xml`: all pages but the products. */
  async pagesOnly(): Promise<Readable> {
    return toXml(await this.pageItems());
  }

  /** `/sitemap-products-N.xml`, from 1; null past the last part. */
  async products(part: number, max = maxPerSitemap): Promise<Readable | null> {
    const { count } = await this.catalog.summarizeProducts();
    if (part < 1 || (part - 1) * max >= count) return null;
    return toXml([], this.productItems((part - 1) * max, max));
  }

  private async index(items: SitemapItemLoose[], max: number): Promise<Readable> {
    const changes = await this.catalog.listLastChangesPerPage(max);
    const newestPage = items
      .flatMap(({ lastmod }) => lastmod ?? [])
      .sort()
      .at(-1);
    const parts: IndexItem[] = [
      { url: this.toUrl(`/sitemap-pages.xml`), ...(newestPage === undefined ? {} : { lastmod: newestPage }) },
      ...changes.map((changedAt, at) => ({
        url: this.toUrl(`/sitemap-products-${at + 1}.xml`),
        lastmod: changedAt.toISOString(),
      })),
    ];
    return Readable.from(parts).pipe(new SitemapIndexStream());
  }

  private async pageItems(): Promise<SitemapItemLoose[]> {
    const [{ count, changedAt: catalogChangedAt }, collections, pages] = await Promise.all([
      this.catalog.summarizeProducts(),
      this.catalog.listCollections(maxCollections),
      this.pages.list(),
    ]);
    const newest = [catalogChangedAt, ...collections.map(({ changedAt }) => changedAt)]
      .filter((time) => time !== null)
      .sort((one, other) => one.getTime() - other.getTime())
      .at(-1);
    return [
      this.toItem('/', newest),
      ...(count > 0 ? [this.toItem(allProductsPath, newest)] : []),
      ...(collections.length > 0 ? [this.toItem('/collections', newest)] : []),
      ...pages.map(({ slug, changedAt }) => this.toItem(pagePath(slug), changedAt)),
      ...collections.map(({ slug, changedAt }) => this.toItem(collectionPath(slug), changedAt)),
    ];
  }

  private async *productItems(from: number, max: number): AsyncGenerator<SitemapItemLoose> {
    for await (const { slug, imageUrl, changedAt } of this.catalog.streamVisibleProducts(from, max)) {
      yield { ...this.toItem(productPath(slug), changedAt), ...(imageUrl === null ? {} : { img: imageUrl }) };
    }
  }

  private toItem(path: string, changedAt: Date | undefined): SitemapItemLoose {
    return { url: this.toUrl(path), ...(changedAt && { lastmod: changedAt.toISOString() }) };
  }

  private toUrl(path: string): string {
    return canonicalUrl(this.settings.publicUrl, path);
  }
}

/** An error of the database ends the stream. */
function toXml(items: SitemapItemLoose[], products: AsyncIterable<SitemapItemLoose> | [] = []): Readable {
  async function* all() {
    yield* items;
    yield* products;
  }
  const xml = new SitemapStream({ xmlns: namespaces });
  const source = Readable.from(all());
  source.once('error', (error) => xml.destroy(error));
  xml.once('close', () => source.destroy());
  return source.pipe(xml);
}
