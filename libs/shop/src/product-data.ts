import type { VisibleProduct, VisibleVariant } from '@daybook/catalog';
import { minorUnitDigits } from '@daybook/contract';

const schema = 'https://schema.org';

/** schema.org data of a product for search engines, as JSON that is safe inside a `<script>`. */
export function productJsonLd(product: VisibleProduct, { url, shop }: { url: string; shop: string }): string {
  const { title, description, images, variants } = product;
  const offers = variants.map((variant) => toOffer(variant, url));
  return toScriptSafeJson({
    '@context': schema,
    '@type': 'Product',
    name: title,
    url,
    ...(description === '' ? {} : { description }),
    ...(images.length === 0 ? {} : { image: images.slice(0, 8).map(({ url }) => url) }),
    ...(variants[0]?.sku ? { sku: variants[0].sku } : {}),
    brand: { '@type': 'Brand', name: shop },
    ...(offers.length === 0 ? {} : { offers: offers.length === 1 ? offers[0] : aggregateOffer(offers, variants) }),
  });
}

function toOffer(variant: VisibleVariant, url: string) {
  return {
    '@type': 'Offer',
    url,
    ...(variant.title === '' ? {} : { name: variant.title }),
    ...(variant.sku ? { sku: variant.sku } : {}),
    price: formatDecimal(variant.price, variant.currency),
    priceCurrency: variant.currency,
    availability: `${schema}/${variant.isAvailable ? 'InStock' : 'OutOfStock'}`,
    itemCondition: `${schema}/NewCondition`,
  };
}

function aggregateOffer(offers: object[], variants: VisibleVariant[]) {
  const prices = variants.map(({ price }) => price);
  const currency = variants[0]?.currency ?? '';
  return {
    '@type': 'AggregateOffer',
    lowPrice: formatDecimal(Math.min(...prices), currency),
    highPrice: formatDecimal(Math.max(...prices), currency),
    priceCurrency: currency,
    offerCount: offers.length,
    offers,
  };
}

/** `1250` pence as `12.50`, in every locale. */
function formatDecimal(amount: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

/** Escaped so that the data cannot end its script. */
function toScriptSafeJson(data: object): string {
  return JSON.stringify(data).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
