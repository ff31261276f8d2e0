import { createHash } from 'node:crypto';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { CartError, type CartItem } from './cart.js';
import { CartCheckout } from './cart-checkout.entity.js';
import { readCart } from './cart-reading.js';

/** What the shopper says before they are sent to pay. */
export interface CheckoutInput {
  email: string;
  /** They have ticked that they may be reminded of what they leave. */
  hasConsent: boolean;
}

/** What a session has to be opened with. */
export interface PendingCheckout extends CheckoutInput {
  id: string;
  cartId: string;
  items: CartItem[];
  expiresAt: Date;
  /** Where it can be paid; null: no session has been opened for it yet. */
  url: string | null;
}

/** Stripe wants 30 minutes at least, by its own clock; a shopper looks for their card for longer than that. */
const lifeMinutes = 60;
/** How long one must still live to be gone on with. */
const enoughMinutes = 15;
/** The same for one that Stripe has yet to open: its 30 minutes, and one for the way there. */
const enoughToOpenMinutes = 31;
const minute = 60_000;

/** The checkouts that a cart's shopper begins, up to the moment at which they are with Stripe. */
@Injectable()
export class CartCheckouts {
  /**
   * Keeps the cart as it is now, to be ordered so. Begun twice with the same cart (a second click, or back and forth), it
   * is one checkout. Throws `CartError`.
   */
  async begin(tx: Transaction, cartId: string, wishes: CheckoutInput): Promise<PendingCheckout> {
    const { email, hasConsent } = wishes;
    await sql`update cart set email = ${email}, has_consent = ${hasConsent} where id = ${cartId}`.execute(tx.sql);
    const cart = await readCart(tx.sql, cartId);
    if (!cart || cart.isOrdered || cart.items.length === 0) throw new CartError('There is nothing in the cart.');
    const { items } = cart;
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([email, hasConsent, items]))
      .digest('hex');
    const now = Date.now();
    const livesFor = (minutes: number) => ({ expiresAt: { $gt: new Date(now + minutes * minute) } });
    const goesOn = [
      { sessionId: { $ne: null }, ...livesFor(enoughMinutes) },
      { sessionId: null, ...livesFor(enoughToOpenMinutes) },
    ];
    const same = await tx.em.findOne(
      CartCheckout,
      { cartId, fingerprint, state: 'open', $or: goesOn },
      { orderBy: { openedAt: 'desc' } },
    );
    const expiresAt = new Date(Math.floor(now / 1_000) * 1_000 + lifeMinutes * minute);
    const begun = { cartId, items, email, hasConsent };
    if (same) return { ...begun, id: same.id, expiresAt: same.expiresAt ?? expiresAt, url: same.sessionUrl ?? null };
    const { id } = tx.em.create(CartCheckout, {
      ...{ ...begun, id: uuidv7(), cartKey: cartId, fingerprint, state: 'open' },
      ...{ openedAt: new Date(now), expiresAt, endedAt: null },
      ...{ sessionId: null, sessionUrl: null, recoveredFrom: null },
      ...{ orderId: null, orderNumber: null, paidAt: null, paidAmount: null, paidCurrency: null },
    });
    return { ...begun, id, expiresAt, url: null };
  }

  /** Stripe has opened its session. */
  async opened(tx: Transaction, id: string, session: { id: string; url: string; openedAt: Date }): Promise<void> {
    const checkout = await tx.em.findOne(CartCheckout, { id });
    if (!checkout) return;
    checkout.sessionId = session.id;
    checkout.sessionUrl = session.url;
    checkout.openedAt = session.openedAt;
  }

  /** Stripe would not open one: the next try is another checkout. */
  async refused(tx: Transaction, id: string): Promise<void> {
    await sql`delete from cart_checkout where id = ${id} and session_id is null`.execute(tx.sql);
  }

  /** Nobody knows whether Stripe has opened one: the next try is another checkout, and this one stays, should it be paid. */
  async markUncertain(tx: Transaction, id: string): Promise<void> {
    await sql`update cart_checkout set fingerprint = null where id = ${id} and session_id is null`.execute(tx.sql);
  }
}
