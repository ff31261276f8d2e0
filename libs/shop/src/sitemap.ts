import { Readable } from 'node:stream';
import { SitemapQueries } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { SitemapIndexStream, SitemapStream, type IndexItem, type SitemapItemLoose } from 'sitemap';
import { allProductsPath, collectionPath, pagePath, productPath } from './addresses.js';
import { canonicalUrl } from './canonical.js';
import { ShopPages } from './shop-pages.js';

/** As the protocol allows in one file. */
const mostInOne = 50_000;
/** Tags of providers; past this the rest of the first file would be theirs alone. */
const mostCollections = 5_000;
const onlyWhatIsUsed = { image: true, news: false, video: false, xhtml: false };

/** What search engines find by: every visible page with the time of its last change, as XML that is written while it is read. */
@Injectable()
export class Sitemap {
  constructor(
    private readonly catalog: SitemapQueries,
    private readonly pages: ShopPages,
    private readonly settings: Settings,
  ) {}

  /** `/sitemap.xml`: everything, or an index of its parts where that is more than one file may hold. */
  async whole(most = mostInOne): Promise<Readable> {
    const { count } = await this.catalog.summarizeProducts();
    const texts = await this.texts();
    if (texts.length + count <= most) return written(texts, this.productsFrom(0, most));
    return this.index(texts, most);
  }

  /** `/sitemap-pages.xml`: all but the products. */
  async textsAlone(): Promise<Readable> {
    return written(await this.texts());
  }

  /** `/sitemap-products-N.xml`, from 1; null past the last. */
  async products(part: number, most = mostInOne): Promise<Readable | null> {
    const { count } = await this.catalog.summarizeProducts();
    if (part < 1 || (part - 1) * most >= count) return null;
    return written([], this.productsFrom((part - 1) * most, most));
  }

  private async index(texts: SitemapItemLoose[], most: number): Promise<Readable> {
    const changes = await this.catalog.listLastChangesPerPage(most);
    const newestText = texts
      .flatMap(({ lastmod }) => lastmod ?? [])
      .sort()
      .at(-1);
    const parts: IndexItem[] = [
      { url: this.address(`/sitemap-pages.xml`), ...(newestText === undefined ? {} : { lastmod: newestText }) },
      ...changes.map((changedAt, at) => ({
        url: this.address(`/sitemap-products-${at + 1}.xml`),
        lastmod: changedAt.toISOString(),
      })),
    ];
    return Readable.from(parts).pipe(new SitemapIndexStream());
  }

  private async texts(): Promise<SitemapItemLoose[]> {
    const [{ count, changedAt: catalogue }, collections, pages] = await Promise.all([
      this.catalog.summarizeProducts(),
      this.catalog.listCollections(mostCollections),
      this.pages.list(),
    ]);
    const newest = [catalogue, ...collections.map(({ changedAt }) => changedAt)]
      .filter((time) => time !== null)
      .sort((one, other) => one.getTime() - other.getTime())
      .at(-1);
    return [
      this.item('/', newest),
      ...(count > 0 ? [this.item(allProductsPath, newest)] : []),
      ...(collections.length > 0 ? [this.item('/collections', newest)] : []),
      ...pages.map(({ slug, changedAt }) => this.item(pagePath(slug), changedAt)),
      ...collections.map(({ slug, changedAt }) => this.item(collectionPath(slug), changedAt)),
    ];
  }

  private async *productsFrom(from: number, most: number): AsyncGenerator<SitemapItemLoose> {
    for await (const { slug, imageUrl, changedAt } of this.catalog.streamVisibleProducts(from, most)) {
      yield { ...this.item(productPath(slug), changedAt), ...(imageUrl === null ? {} : { img: imageUrl }) };
    }
  }

  private item(path: string, changedAt: Date | undefined): SitemapItemLoose {
    return { url: this.address(path), ...(changedAt && { lastmod: changedAt.toISOString() }) };
  }

  private address(path: string): string {
    return canonicalUrl(this.settings.publicUrl, path);
  }
}

/** One after the other into one file; what fails on the way ends it. */
function written(texts: SitemapItemLoose[], products: AsyncIterable<SitemapItemLoose> | [] = []): Readable {
  async function* all() {
    yield* texts;
    yield* products;
  }
  const xml = new SitemapStream({ xmlns: onlyWhatIsUsed });
  const source = Readable.from(all());
  source.once('error', (error) => xml.destroy(error));
  xml.once('close', () => source.destroy());
  return source.pipe(xml);
}
