import { maxQuantity, type CartVariant } from '@daybook/carts';
import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { pagePath, productPath } from './shop-urls.js';
import { noindexHead, type CartLineView, type CartPage, type CheckoutPage, type PageLayout } from './page-models.js';
import { ShopFormatter } from './shop-formatter.js';
import { isPriceChanged, type CartLine, type PricedCart, type LineIssue } from './shopping-cart.js';

const issueTexts: Record<LineIssue, string> = {
  gone: 'It is no longer sold.',
  sold_out: 'It is sold out.',
  not_payable: 'It is not for sale at the moment.',
  other_currency: 'It is sold in another currency and cannot be paid for with the rest.',
};

/** What the checkout form shows: the e-mail, and what is wrong with the last attempt. */
export interface CheckoutFormValues {
  email: string;
  problem?: string;
  emailProblem?: string;
}

@Injectable()
export class CartPages {
  constructor(
    private readonly formatter: ShopFormatter,
    private readonly settings: Settings,
  ) {}

  /** `cart` is null when it is empty. */
  cart(cart: PricedCart | null): CartPage {
    const lines = cart?.lines.map((line) => this.line(line)) ?? [];
    const isChanged = lines.some(({ change, issue }) => change !== null || issue !== null);
    return {
      head: noindexHead('Your cart'),
      lines,
      notice: isChanged ? 'Something in your cart has changed. See below.' : null,
      subtotal: cart ? this.formatter.money({ amount: cart.subtotal, currency: cart.currency }) : '',
      delivery: cart ? this.delivery(cart) : '',
      canCheckOut: cart?.isBuyable ?? false,
      maxQuantity,
    };
  }

  checkout(
    cart: PricedCart,
    { pages }: PageLayout,
    { email, problem, emailProblem }: CheckoutFormValues,
  ): CheckoutPage {
    const privacy = pagePath('privacy');
    return {
      head: noindexHead('Checkout'),
      lines: cart.lines.map((line) => this.line(line)),
      delivery: this.delivery(cart),
      total: this.formatter.money({ amount: cart.subtotal + this.settings.shipping.price, currency: cart.currency }),
      agreedTotal: totalToken(cart),
      email,
      problem: problem ?? null,
      emailProblem: emailProblem ?? null,
      privacy: pages.some(({ href }) => href === privacy) ? privacy : null,
    };
  }

  private delivery({ currency }: PricedCart): string {
    const { price } = this.settings.shipping;
    return price === 0 ? 'Free' : this.formatter.money({ amount: price, currency });
  }

  private line({ item, current, issue }: CartLine): CartLineView {
    const { title, variant, imageUrl, unitPrice, currency, slug } = current ?? item;
    return {
      variantId: item.variantId,
      title,
      variant: variant === '' ? null : variant,
      name: variant === '' ? title : `${title}, ${variant}`,
      href: current && productPath(slug),
      imageUrl,
      unitPrice: this.formatter.money({ amount: unitPrice, currency }),
      quantity: item.quantity,
      total: issue === null ? this.formatter.money({ amount: unitPrice * item.quantity, currency }) : null,
      change: current && isPriceChanged(item, current) ? this.describePriceChange(item, current) : null,
      issue: issue && issueTexts[issue],
    };
  }

  private describePriceChange(item: CartVariant, current: CartVariant): string {
    const was = this.formatter.money({ amount: item.unitPrice, currency: item.currency });
    if (current.currency !== item.currency) return `The price has changed: it was ${was}.`;
    return `The price has gone ${current.unitPrice > item.unitPrice ? 'up' : 'down'}: it was ${was}.`;
  }
}

/** The total that the shopper saw, to compare with the total when they continue. */
export const totalToken = ({ subtotal, currency }: PricedCart): string => `${subtotal} ${currency}`;
