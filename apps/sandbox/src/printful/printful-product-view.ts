import { plainAmount } from '../money.js';
import { pictureUrl } from '../store/pictures.controller.js';
import type { StockedProduct, StockedVariant } from '../store/store-products.js';

interface Store {
  /** Where the pictures are. */
  sandbox: string;
  currency: string;
}

/** A product as Printful lists it. */
export const syncProduct = ({ id, title, blank, variants }: StockedProduct, { sandbox }: Store) => ({
  id: Number(id),
  external_id: `store-${id}`,
  name: title,
  variants: variants.length,
  synced: variants.length,
  thumbnail_url: pictureUrl(sandbox, 'printful', id, blank.colours[0] ?? 'White'),
  is_ignored: false,
});

/** A variant as Printful shows it with its product. */
export function syncVariant(product: StockedProduct, variant: StockedVariant, { sandbox, currency }: Store) {
  const picture = pictureUrl(sandbox, 'printful', product.id, variant.colour);
  const catalogueId = 3_000 + (Number(variant.id) % 1_000);
  return {
    id: Number(variant.id),
    external_id: `store-${variant.id}`,
    sync_product_id: Number(product.id),
    name: `${product.title} / ${variant.title}`,
    synced: true,
    variant_id: catalogueId,
    retail_price: plainAmount({ amount: variant.price, currency }),
    currency,
    is_ignored: false,
    sku: variant.sku,
    product: { variant_id: catalogueId, product_id: 300, image: picture, name: product.blank.name },
    files: [{ type: 'preview', id: Number(variant.id) % 1_000_000, url: picture, preview_url: picture, status: 'ok' }],
    options: [],
    main_category_id: 24,
    warehouse_product_id: null,
    warehouse_product_variant_id: null,
    size: variant.size,
    color: variant.colour,
    availability_status: variant.isAvailable ? 'active' : 'temporary_out_of_stock',
  };
}
