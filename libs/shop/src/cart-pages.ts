import { maxQuantity, type CartVariant } from '@daybook/carts';
import { Settings } from '@daybook/config';
import { Injectable } from '@nestjs/common';
import { pagePath, productPath } from './addresses.js';
import { privateHead, type CartLineView, type CartPage, type CheckoutPage, type Frame } from './page-models.js';
import { ShopFormatter } from './shop-formatter.js';
import { isPriceChanged, type CartLine, type PricedCart, type LineIssue } from './shopping-cart.js';

const troubles: Record<LineIssue, string> = {
  gone: 'It is no longer sold.',
  sold_out: 'It is sold out at the moment.',
  not_payable: 'It cannot be bought at present.',
  other_currency: 'It cannot be paid for together with the rest.',
};

/** What a checkout is about that was not sent yet, or not right. */
export interface CheckoutState {
  email: string;
  problem?: string;
  emailProblem?: string;
}

/** A shopper's own pages: the cart and the checkout. */
@Injectable()
export class CartPages {
  constructor(
    private readonly words: ShopFormatter,
    private readonly settings: Settings,
  ) {}

  /** Null: an empty one. */
  cart(cart: PricedCart | null): CartPage {
    const lines = cart?.lines.map((line) => this.line(line)) ?? [];
    const isChanged = lines.some(({ change, trouble }) => change !== null || trouble !== null);
    return {
      head: privateHead('Your cart'),
      lines,
      notice: isChanged ? 'Something has changed since you put it in: see below.' : null,
      subtotal: cart ? this.words.money({ amount: cart.subtotal, currency: cart.currency }) : '',
      delivery: cart ? this.delivery(cart) : '',
      canCheckOut: cart?.isBuyable ?? false,
      mostAtOnce: maxQuantity,
    };
  }

  checkout(cart: PricedCart, { pages }: Frame, { email, problem, emailProblem }: CheckoutState): CheckoutPage {
    const privacy = pagePath('privacy');
    return {
      head: privateHead('Checkout'),
      lines: cart.lines.map((line) => this.line(line)),
      delivery: this.delivery(cart),
      total: this.words.money({ amount: cart.subtotal + this.settings.shipping.price, currency: cart.currency }),
      seen: totalToken(cart),
      email,
      problem: problem ?? null,
      emailProblem: emailProblem ?? null,
      privacy: pages.some(({ address }) => address === privacy) ? privacy : null,
    };
  }

  private delivery({ currency }: PricedCart): string {
    const { price } = this.settings.shipping;
    return price === 0 ? 'Free' : this.words.money({ amount: price, currency });
  }

  private line({ item, now, trouble }: CartLine): CartLineView {
    const { title, variant, imageUrl, unitPrice, currency, slug } = now ?? item;
    return {
      variantId: item.variantId,
      title,
      variant: variant === '' ? null : variant,
      name: variant === '' ? title : `${title}, ${variant}`,
      address: now && productPath(slug),
      imageUrl,
      unitPrice: this.words.money({ amount: unitPrice, currency }),
      quantity: item.quantity,
      total: trouble === null ? this.words.money({ amount: unitPrice * item.quantity, currency }) : null,
      change: now && isPriceChanged(item, now) ? this.change(item, now) : null,
      trouble: trouble && troubles[trouble],
    };
  }

  private change(item: CartVariant, now: CartVariant): string {
    const was = this.words.money({ amount: item.unitPrice, currency: item.currency });
    if (now.currency !== item.currency) return `The price has changed: it was ${was}.`;
    return `The price has gone ${now.unitPrice > item.unitPrice ? 'up' : 'down'}: it was ${was}.`;
  }
}

/** What a shopper agreed to pay for, to be held against what it is when they go on. */
export const totalToken = ({ subtotal, currency }: PricedCart): string => `${subtotal} ${currency}`;
