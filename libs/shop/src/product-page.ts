import { maxQuantity } from '@daybook/carts';
import type { VisibleProduct } from '@daybook/catalog';
import { collectionPath } from './shop-urls.js';
import type { Head, ProductPage } from './page-models.js';
import { productJsonLd } from './product-data.js';
import type { ShopFormatter } from './shop-formatter.js';

/** Providers draw a picture for each colour and side, more than a page needs. */
const maxImages = 12;
/** More are easier to find in a select. */
const maxRadios = 8;

export function productPage(
  product: VisibleProduct,
  head: Head,
  formatter: ShopFormatter,
  isPayable: (currency: string) => boolean,
): ProductPage {
  const { title, description, images, collection } = product;
  const isMade = product.variants.some(({ isAvailable }) => isAvailable);
  const variants = product.variants.map((variant) => ({
    ...variant,
    isAvailable: variant.isAvailable && isPayable(variant.currency),
    issue: !variant.isAvailable ? 'Sold out' : isPayable(variant.currency) ? null : 'Not for sale',
  }));
  const onOffer = variants.filter(({ isAvailable }) => isAvailable);
  const priced = onOffer.length > 0 ? onOffer : variants;
  const currency = priced[0]?.currency;
  const prices = priced.filter((variant) => variant.currency === currency).map(({ price }) => price);
  const chosen = onOffer.length === 1 || variants.length <= maxRadios ? onOffer[0]?.id : undefined;
  return {
    head,
    title,
    price: currency === undefined ? null : formatter.priceRange(Math.min(...prices), Math.max(...prices), currency),
    issue: onOffer.length > 0 ? null : isMade ? 'not_payable' : 'sold_out',
    paragraphs: description.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== ''),
    images: images
      .slice(0, maxImages)
      .map((image, at) => ({ url: image.url, alt: alternativeText(product, image.providerVariantIds, at) })),
    variants: variants.map((variant) => ({
      id: variant.id,
      title: variant.title === '' ? title : variant.title,
      price: formatter.money({ amount: variant.price, currency: variant.currency }),
      issue: variant.issue,
      isChosen: variant.id === chosen,
    })),
    chooseBy: variants.length < 2 ? 'none' : variants.length <= maxRadios ? 'radios' : 'select',
    collection: collection && { text: collection.name, href: collectionPath(collection.slug) },
    maxQuantity,
    data: productJsonLd({ ...product, variants }, { url: head.canonical ?? '', shop: formatter.shopName }),
  };
}

/** The alternative text of a picture: the product, and its variants where they are at most three. */
function alternativeText({ title, variants }: VisibleProduct, shownIds: string[], index: number): string {
  const shown = variants.filter(({ providerVariantId }) => shownIds.includes(providerVariantId));
  const text =
    shown.length > 0 && shown.length <= 3 ? `${title} in ${shown.map((one) => one.title).join(', ')}` : title;
  return index === 0 ? text : `${text}, picture ${index + 1}`;
}
