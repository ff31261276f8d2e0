import type { Colour } from '../store/blank.js';
import { pictureUrl } from '../store/pictures.controller.js';
import type { StockedProduct } from '../store/store-products.js';
import { printifyTime } from './printify-time.js';

/** Some day on which all of them were made. */
const madeAt = printifyTime('2026-01-12T09:30:00.000Z');

/** A product as Printify lists it. `sandbox`: where its pictures are. */
export function printifyProduct(product: StockedProduct, { sandbox, shopId }: { sandbox: string; shopId: number }) {
  const { id, title, blank, motif, variants } = product;
  const options = [optionOf('Sizes', 'size', blank.sizes), optionOf('Colors', 'color', blank.colours)];
  const idsIn = (colour: Colour) => variants.filter((one) => one.colour === colour).map((one) => Number(one.id));
  return {
    id,
    title,
    description: `<p>${escaped(motif.name)} on a ${escaped(blank.name.toLowerCase())}.</p><p>Printed to order, one at a time, and sent in a plain box.</p><ul><li>Made when you order it</li><li>Sizes: ${escaped(blank.sizes.join(', '))}</li></ul>`,
    tags: [...blank.tags, motif.name],
    options,
    variants: variants.map(({ id: variantId, title: name, sku, price, isAvailable }, at) => ({
      id: Number(variantId),
      sku,
      cost: Math.round(price * 0.55),
      price,
      title: name,
      grams: 180,
      is_enabled: true,
      is_default: at === 0,
      is_available: isAvailable,
      is_printify_express_eligible: false,
      options: [],
    })),
    images: blank.colours.map((colour, at) => ({
      src: pictureUrl(sandbox, 'printify', id, colour),
      variant_ids: idsIn(colour),
      position: 'front',
      is_default: at === 0,
      is_selected_for_publishing: true,
    })),
    created_at: madeAt,
    updated_at: madeAt,
    visible: true,
    is_locked: false,
    blueprint_id: blank.firstVariant,
    user_id: 1_337,
    shop_id: shopId,
    print_provider_id: blank.workshop,
    print_areas: [],
    print_details: [],
    sales_channel_properties: [],
  };
}

const optionOf = (name: string, type: string, titles: readonly string[]) => ({
  name,
  type,
  values: titles.map((title, at) => ({ id: at + 1, title })),
});

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
