import { maxQuantity } from '@daybook/carts';
import type { VisibleProduct } from '@daybook/catalog';
import { collectionPath } from './addresses.js';
import type { Head, ProductPage } from './page-models.js';
import { productData } from './product-data.js';
import type { ShopFormatter } from './shop-formatter.js';

/** Providers draw a picture for each colour and side: more than anybody looks at. */
const mostImages = 12;
/** More are easier to find in a list that opens. */
const mostRadios = 8;

export function productPage(
  product: VisibleProduct,
  head: Head,
  words: ShopFormatter,
  isPayable: (currency: string) => boolean,
): ProductPage {
  const { title, description, images, collection } = product;
  const isMade = product.variants.some(({ isAvailable }) => isAvailable);
  const variants = product.variants.map((variant) => ({
    ...variant,
    isAvailable: variant.isAvailable && isPayable(variant.currency),
    trouble: !variant.isAvailable ? 'Sold out' : isPayable(variant.currency) ? null : 'Not for sale',
  }));
  const onOffer = variants.filter(({ isAvailable }) => isAvailable);
  const priced = onOffer.length > 0 ? onOffer : variants;
  const currency = priced[0]?.currency;
  const prices = priced.filter((variant) => variant.currency === currency).map(({ price }) => price);
  const chosen = onOffer.length === 1 || variants.length <= mostRadios ? onOffer[0]?.id : undefined;
  return {
    head,
    title,
    price: currency === undefined ? null : words.priceRange(Math.min(...prices), Math.max(...prices), currency),
    trouble: onOffer.length > 0 ? null : isMade ? 'not_payable' : 'sold_out',
    paragraphs: description.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== ''),
    images: images
      .slice(0, mostImages)
      .map((image, at) => ({ url: image.url, alt: alternative(product, image.providerVariantIds, at) })),
    variants: variants.map((variant) => ({
      id: variant.id,
      title: variant.title === '' ? title : variant.title,
      price: words.money({ amount: variant.price, currency: variant.currency }),
      trouble: variant.trouble,
      isChosen: variant.id === chosen,
    })),
    chooseBy: variants.length < 2 ? 'none' : variants.length <= mostRadios ? 'radios' : 'select',
    collection: collection && { words: collection.name, address: collectionPath(collection.slug) },
    mostAtOnce: maxQuantity,
    data: productData({ ...product, variants }, { address: head.canonical ?? '', shop: words.shop }),
  };
}

/** What a picture shows, as far as we know: the product, and in which variants where these are few. */
function alternative({ title, variants }: VisibleProduct, shownIds: string[], at: number): string {
  const shown = variants.filter(({ providerVariantId }) => shownIds.includes(providerVariantId));
  const inWords =
    shown.length > 0 && shown.length <= 3 ? `${title} in ${shown.map((one) => one.title).join(', ')}` : title;
  return at === 0 ? inWords : `${inWords}, picture ${at + 1}`;
}
