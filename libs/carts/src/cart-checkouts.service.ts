import { createHash } from 'node:crypto';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CartError, findCart, type Cart } from './cart.js';
import type { CartItem } from './cart-item.js';
import { CartCheckout } from './cart-checkout.entity.js';
import type { CartsTables } from './carts.tables.js';

export interface CheckoutInput {
  email: string;
  /** They agreed to one reminder. */
  hasConsent: boolean;
}

export interface PendingCheckout extends CheckoutInput {
  id: string;
  cartId: string;
  items: CartItem[];
  expiresAt: Date;
  /** The payment page; null until a session is open. */
  url: string | null;
}

/** Stripe's minimum is 30 minutes by its own clock, and finding a card may take longer. */
const expiryMinutes = 60;
/** What a checkout needs to be used again. */
const minRemainingMinutes = 15;
/** The same before its session is open: Stripe's minimum and one minute for the request. */
const minRemainingToOpenMinutes = 31;
const minute = 60_000;

/** The checkouts of our own carts, until Stripe has their session. */
@Injectable()
export class CartCheckouts {
  /** Whether `start` would go on with a checkout, so that nothing new begins. */
  async hasBegun(tx: Transaction, cartId: string, input: CheckoutInput): Promise<boolean> {
    const cart = await findCart(tx.kysely<CartsTables>(), cartId);
    const same = cart && (await this.findSame(tx, cart, input));
    return Boolean(same);
  }

  /**
   * Stores the cart as it is now. Started again with the same cart (a second click, or back and forth), it
   * is the same checkout. Throws `CartError`.
   */
  async start(tx: Transaction, cartId: string, input: CheckoutInput): Promise<PendingCheckout> {
    const { email, hasConsent } = input;
    const db = tx.kysely<CartsTables>();
    await db.updateTable('cart').set({ email, has_consent: hasConsent }).where('id', '=', cartId).execute();
    const cart = await findCart(db, cartId);
    if (!cart || cart.isOrdered || cart.items.length === 0) throw new CartError('There is nothing in the cart.');
    const { items } = cart;
    const same = await this.findSame(tx, cart, input);
    const now = Date.now();
    const expiresAt = new Date(Math.floor(now / 1_000) * 1_000 + expiryMinutes * minute);
    const pending = { cartId, items, email, hasConsent };
    if (same) return { ...pending, id: same.id, expiresAt: same.expiresAt ?? expiresAt, url: same.sessionUrl ?? null };
    const { id } = tx.em.create(CartCheckout, {
      ...{ ...pending, id: uuidv7(), cartKey: cartId, fingerprint: fingerprintOf(cart, input), state: 'open' },
      ...{ openedAt: new Date(now), expiresAt, endedAt: null },
      ...{ sessionId: null, sessionUrl: null, recoveredFrom: null },
      ...{ orderId: null, orderNumber: null, paidAt: null, paidAmount: null, paidCurrency: null },
    });
    return { ...pending, id, expiresAt, url: null };
  }

  async attachSession(
    tx: Transaction,
    id: string,
    session: { id: string; url: string; openedAt: Date },
  ): Promise<void> {
    const checkout = await tx.em.findOne(CartCheckout, { id });
    if (!checkout) return;
    checkout.sessionId = session.id;
    checkout.sessionUrl = session.url;
    checkout.openedAt = session.openedAt;
  }

  /** Stripe refused to open a session: the next attempt is another checkout. */
  async discard(tx: Transaction, id: string): Promise<void> {
    await tx
      .kysely<CartsTables>()
      .deleteFrom('cart_checkout')
      .where('id', '=', id)
      .where('session_id', 'is', null)
      .execute();
  }

  /** Stripe may have opened a session: the next attempt is another checkout, and this one stays in case it is paid. */
  async markUncertain(tx: Transaction, id: string): Promise<void> {
    await tx
      .kysely<CartsTables>()
      .updateTable('cart_checkout')
      .set({ fingerprint: null })
      .where('id', '=', id)
      .where('session_id', 'is', null)
      .execute();
  }

  /** The checkout of the same cart and input, while it may still be used. */
  private findSame(tx: Transaction, cart: Cart, input: CheckoutInput): Promise<CartCheckout | null> {
    const validFor = (minutes: number) => ({ expiresAt: { $gt: new Date(Date.now() + minutes * minute) } });
    const reusable = [
      { sessionId: { $ne: null }, ...validFor(minRemainingMinutes) },
      { sessionId: null, ...validFor(minRemainingToOpenMinutes) },
    ];
    return tx.em.findOne(
      CartCheckout,
      { cartId: cart.id, fingerprint: fingerprintOf(cart, input), state: 'open', $or: reusable },
      { orderBy: { openedAt: 'desc' } },
    );
  }
}

const fingerprintOf = ({ items }: Cart, { email, hasConsent }: CheckoutInput): string =>
  createHash('sha256')
    .update(JSON.stringify([email, hasConsent, items]))
    .digest('hex');
