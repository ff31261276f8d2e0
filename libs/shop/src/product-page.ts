import { mostOfOne } from '@daybook/carts';
import type { ProductOnOffer } from '@daybook/catalog';
import { collectionPath } from './addresses.js';
import type { Head, ProductPage } from './page-models.js';
import { productData } from './product-data.js';
import type { ShopWords } from './shop-words.js';

/** Providers draw a picture for each colour and side: more than anybody looks at. */
const mostImages = 12;
/** More are easier to find in a list that opens. */
const mostRadios = 8;

export function productPage(product: ProductOnOffer, head: Head, words: ShopWords): ProductPage {
  const { title, description, images, variants, collection } = product;
  const onOffer = variants.filter(({ isAvailable }) => isAvailable);
  const prices = (onOffer.length > 0 ? onOffer : variants).map(({ price }) => price);
  const currency = variants[0]?.currency;
  const chosen = onOffer.length === 1 || variants.length <= mostRadios ? onOffer[0]?.id : undefined;
  return {
    head,
    title,
    price: currency === undefined ? null : words.priceRange(Math.min(...prices), Math.max(...prices), currency),
    isSoldOut: onOffer.length === 0,
    paragraphs: description.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== ''),
    images: images
      .slice(0, mostImages)
      .map((image, at) => ({ url: image.url, alt: alternative(product, image.providerVariantIds, at) })),
    variants: variants.map((variant) => ({
      id: variant.id,
      title: variant.title === '' ? title : variant.title,
      price: words.money({ amount: variant.price, currency: variant.currency }),
      isAvailable: variant.isAvailable,
      isChosen: variant.id === chosen,
    })),
    chooseBy: variants.length < 2 ? 'none' : variants.length <= mostRadios ? 'radios' : 'select',
    collection: collection && { words: collection.name, address: collectionPath(collection.slug) },
    mostAtOnce: mostOfOne,
    data: productData(product, { address: head.canonical ?? '', shop: words.shop }),
  };
}

/** What a picture shows, as far as we know: the product, and in which variants where these are few. */
function alternative({ title, variants }: ProductOnOffer, shownIds: string[], at: number): string {
  const shown = variants.filter(({ providerVariantId }) => shownIds.includes(providerVariantId));
  const inWords =
    shown.length > 0 && shown.length <= 3 ? `${title} in ${shown.map((one) => one.title).join(', ')}` : title;
  return at === 0 ? inWords : `${inWords}, picture ${at + 1}`;
}
