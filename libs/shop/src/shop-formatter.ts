import type { ProductCard } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import { createMoneyFormatter, type Money } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import { productPath } from './shop-urls.js';
import type { CardView } from './page-models.js';

/** Formats amounts and numbers in the shop's locale. */
@Injectable()
export class ShopFormatter {
  readonly shop: string;
  readonly money: (money: Money) => string;
  readonly #numbers: Intl.NumberFormat;

  constructor({ shop }: Settings) {
    this.shop = shop.name;
    this.money = createMoneyFormatter(shop.locale);
    this.#numbers = new Intl.NumberFormat(shop.locale);
  }

  number(value: number): string {
    return this.#numbers.format(value);
  }

  products(count: number): string {
    return count === 1 ? '1 product' : `${this.number(count)} products`;
  }

  /** `£24.00`, or `from £24.00`; in minor units. */
  priceRange(lowest: number, highest: number, currency: string): string {
    const price = this.money({ amount: lowest, currency });
    return lowest === highest ? price : `from ${price}`;
  }

  card({ slug, title, imageUrl, lowestPrice, highestPrice, currency, isAvailable }: ProductCard): CardView {
    const isPriced = lowestPrice !== null && highestPrice !== null && currency !== null;
    return {
      title,
      address: productPath(slug),
      imageUrl,
      price: isPriced ? this.priceRange(lowestPrice, highestPrice, currency) : null,
      isSoldOut: !isAvailable,
    };
  }
}
