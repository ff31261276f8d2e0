import { StorefrontQueries, type VariantWithProduct } from '@daybook/catalog';
import { Carts, ShopLimits, type CartVariant, type CartItem } from '@daybook/carts';
import { Settings } from '@daybook/config';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';

export type LineIssue = 'gone' | 'sold_out' | 'not_payable' | 'other_currency';

/** An item of a cart beside its current state in the catalogue. */
export interface CartLine {
  item: CartItem;
  /** Null: the product is no longer visible. */
  current: CartVariant | null;
  /** Why it cannot be bought; null when it can. */
  issue: LineIssue | null;
}

/** A cart at current prices; `subtotal` in minor units, of the lines that can be bought. */
export interface PricedCart {
  id: string;
  lines: CartLine[];
  currency: string;
  subtotal: number;
  email: string | null;
  isBuyable: boolean;
}

/** Prices a shopper's cart by the catalogue: the stored items keep the prices at which they were added. */
@Injectable()
export class ShoppingCart {
  constructor(
    private readonly carts: Carts,
    private readonly limits: ShopLimits,
    private readonly catalog: StorefrontQueries,
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Null when there is no such cart, or it is empty. */
  async findPriced(cartId: string): Promise<PricedCart | null> {
    const contents = await this.carts.findOpen(cartId);
    if (!contents || contents.items.length === 0) return null;
    const goods = await this.catalog.findVariants(contents.items.map(({ variantId }) => variantId));
    const { shop, shipping } = this.settings;
    const first = contents.items.flatMap(({ variantId }) => goods.get(variantId)?.variant.currency ?? [])[0];
    const currency = shipping.price > 0 ? shop.currency : (first ?? contents.currency);
    const lines = contents.items.map((item) => this.line(item, goods.get(item.variantId), currency));
    const sums = lines.map(({ item, current, issue }) => (current && !issue ? current.unitPrice * item.quantity : 0));
    return {
      id: contents.id,
      lines,
      currency,
      subtotal: sums.reduce((sum, one) => sum + one, 0),
      email: contents.email,
      isBuyable: lines.every(({ issue }) => issue === null),
    };
  }

  /**
   * Returns the cart's id, or null when the variant cannot be bought. `network`: where the shopper is. Throws `CartError`, and
   * `ShopLimitError` when it takes a new cart.
   */
  async addItem(
    cartId: string | null,
    { variantId, quantity, network }: { variantId: string; quantity: number; network: string },
  ): Promise<string | null> {
    const cart = cartId === null ? null : await this.carts.findOpen(cartId);
    const items = cart?.items ?? [];
    const all = await this.catalog.findVariants([variantId, ...items.map((item) => item.variantId)]);
    const goods = all.get(variantId);
    if (!goods?.variant.isAvailable || !createPayableTest(this.settings)(goods.variant.currency)) return null;
    if (!cart) await this.limits.consume('carts', network);
    // a line in a currency that is no longer offered would block the checkout; other changes wait for the shopper to see them
    const inOtherCurrency = items.flatMap((item) => {
      const current = all.get(item.variantId);
      return current && current.variant.currency !== item.currency ? [toCartVariant(current)] : [];
    });
    return this.database.transaction(async (tx) => {
      if (cartId !== null) await this.carts.refreshItems(tx, cartId, inOtherCurrency);
      return this.carts.addItem(tx, cartId, toCartVariant(goods), quantity);
    });
  }

  async setQuantity(cartId: string, variantId: string, quantity: number): Promise<void> {
    await this.database.transaction((tx) => this.carts.setQuantity(tx, cartId, variantId, quantity));
  }

  /** Stores current prices in the cart, once the shopper has seen them. */
  async acceptPrices({ id, lines }: PricedCart): Promise<void> {
    const changed = lines.flatMap(({ item, current }) => (current && isPriceChanged(item, current) ? [current] : []));
    if (changed.length > 0) await this.database.transaction((tx) => this.carts.refreshItems(tx, id, changed));
  }

  private line(item: CartItem, goods: VariantWithProduct | undefined, currency: string): CartLine {
    if (!goods) return { item, current: null, issue: 'gone' };
    const current = toCartVariant(goods);
    if (!goods.variant.isAvailable) return { item, current, issue: 'sold_out' };
    if (!createPayableTest(this.settings)(current.currency)) return { item, current, issue: 'not_payable' };
    return { item, current, issue: current.currency === currency ? null : 'other_currency' };
  }
}

/** The same amount in another currency is another price. */
export const isPriceChanged = (item: CartVariant, current: CartVariant): boolean =>
  current.unitPrice !== item.unitPrice || current.currency !== item.currency;

function toCartVariant({ variant, product }: VariantWithProduct): CartVariant {
  return {
    variantId: variant.id,
    productId: product.id,
    slug: product.slug,
    title: product.title,
    variant: variant.title,
    sku: variant.sku,
    provider: product.provider,
    providerProductId: product.providerProductId,
    providerVariantId: variant.providerVariantId,
    imageUrl: product.imageUrl,
    unitPrice: variant.price,
    currency: variant.currency,
  };
}

/** A payment has one currency. Where shipping costs something, that is the shop's. */
export function createPayableTest({ shop, shipping }: Settings): (currency: string) => boolean {
  return (currency) => shipping.price === 0 || currency === shop.currency;
}
