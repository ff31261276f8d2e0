import type { ProductCard } from '@daybook/catalog';
import { Settings } from '@daybook/config';
import { createMoneyFormatter, type Money } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import { productPath } from './shop-urls.js';
import type { ProductCardView } from './page-models.js';

@Injectable()
export class ShopFormatter {
  readonly shopName: string;
  readonly money: (money: Money) => string;
  readonly #numbers: Intl.NumberFormat;

  constructor({ shop }: Settings) {
    this.shopName = shop.name;
    this.money = createMoneyFormatter(shop.locale);
    this.#numbers = new Intl.NumberFormat(shop.locale);
  }

  formatNumber(value: number): string {
    return this.#numbers.format(value);
  }

  formatProductCount(count: number): string {
    return count === 1 ? '1 product' : `${this.formatNumber(count)} products`;
  }

  /** `£24.00`, or `from £24.00`; in minor units. */
  priceRange(lowest: number, highest: number, currency: string): string {
    const price = this.money({ amount: lowest, currency });
    return lowest === highest ? price : `from ${price}`;
  }

  toCardView({
    slug,
    title,
    imageUrl,
    lowestPrice,
    highestPrice,
    currency,
    isAvailable,
  }: ProductCard): ProductCardView {
    const isPriced = lowestPrice !== null && highestPrice !== null && currency !== null;
    return {
      title,
      href: productPath(slug),
      imageUrl,
      price: isPriced ? this.priceRange(lowestPrice, highestPrice, currency) : null,
      isSoldOut: !isAvailable,
    };
  }
}
