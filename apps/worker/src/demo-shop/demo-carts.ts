import { AbandonedCart, CartCheckout, type CartItem } from '@daybook/carts';
import { Settings } from '@daybook/config';
import { canonicalEmail } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { DateTime } from 'luxon';
import { v7 as uuidv7 } from 'uuid';
import { ago, hoodie, minutesBefore, mug, tee, type DemoLine, type RelativeTime, type ToMoney } from './demo-order.js';
import { sara } from './demo-orders.js';

interface DemoCart {
  email: string;
  lines: DemoLine[];
  abandonedAt: RelativeTime;
  hasConsent: boolean;
  mailedAt?: RelativeTime;
  isRecovered?: true;
}

/** The first one's reminder is due. */
const demoCarts: DemoCart[] = [
  { email: 'tomos.vaughan@example.com', lines: [tee, mug], abandonedAt: minutesBefore(70), hasConsent: true },
  { email: 'ines.costa@example.com', lines: [mug], abandonedAt: ago(3, '21:40'), hasConsent: false },
  {
    ...{ email: sara.email, lines: [hoodie, mug], hasConsent: true, isRecovered: true },
    ...{ abandonedAt: ago(2, '10:15'), mailedAt: ago(2, '11:15') },
  },
];

export const demoSessionPrefix = 'cs_demo_';
export const newDemoId = (prefix: string) => `${prefix}${randomBytes(16).toString('hex')}`;
const shipping = 4;
const dayMs = 86_400_000;

@Injectable()
export class DemoCarts {
  constructor(
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  async record(tx: Transaction, now: DateTime, money: ToMoney): Promise<void> {
    // a reminder that is due would be sent
    const isSafe = this.settings.mayReachServices({ isDemo: true });
    for (const cart of demoCarts)
      if (isSafe || !cart.hasConsent || cart.mailedAt) await this.recordCart(tx, cart, now, money);
  }

  private async recordCart(tx: Transaction, cart: DemoCart, now: DateTime, money: ToMoney): Promise<void> {
    const { email, lines, hasConsent } = cart;
    const abandonedAt = cart.abandonedAt(now).toJSDate();
    const mailedAt = cart.mailedAt?.(now).toJSDate() ?? null;
    const items = lines.map((line) => toCartItem(line, money));
    const total = money(lines.reduce((sum, { price, quantity }) => sum + price * quantity, shipping));
    const sessionId = newDemoId(demoSessionPrefix);
    const order = cart.isRecovered ? await tx.em.findOneOrFail(Order, { customerEmail: email }) : null;
    tx.em.create(CartCheckout, {
      ...{ id: uuidv7(), cartKey: sessionId, cartId: null, sessionId, sessionUrl: null, recoveredFrom: null },
      ...{ fingerprint: null, email, hasConsent, items, state: 'expired', orderId: null, orderNumber: null },
      ...{ openedAt: new Date(abandonedAt.getTime() - dayMs), expiresAt: abandonedAt, endedAt: abandonedAt },
      ...{ paidAt: null, paidAmount: null, paidCurrency: null },
    });
    tx.em.create(AbandonedCart, {
      ...{
        id: uuidv7(),
        cartKey: sessionId,
        sessionId,
        email,
        canonicalEmail: canonicalEmail(email),
        hasConsent,
        items,
      },
      ...{ total: total.amount, currency: total.currency, unsubscribeToken: randomBytes(24).toString('base64url') },
      recoveryUrl: new URL(`/recover/${sessionId}`, this.settings.stripe.apiUrl).href,
      recoveryExpiresAt: new Date(abandonedAt.getTime() + 30 * dayMs),
      ...{ abandonedAt, mailQueuedAt: mailedAt, emailSentAt: mailedAt, skipReason: null },
      ...{ recoveredAt: order?.placedAt ?? null, orderNumber: order?.number ?? null },
      ...{ recoveredAmount: order?.total ?? null, recoveredCurrency: order?.currency ?? null, isDemo: true },
    });
    const context = (at: Date) => ({ occurredAt: at, receivedAt: at });
    await this.events.publish(tx, 'abandoned_cart.created', { email, total }, context(abandonedAt));
    if (mailedAt) await this.events.publish(tx, 'abandoned_cart.email_sent', { to: email }, context(mailedAt));
    if (!order) return;
    const recovered = { ...context(order.placedAt), orderId: order.id };
    await this.events.publish(tx, 'abandoned_cart.recovered', { orderNumber: order.number }, recovered);
  }
}

function toCartItem({ price, productId, variantId, variant, ...line }: DemoLine, money: ToMoney): CartItem {
  const { amount: unitPrice, currency } = money(price);
  return {
    ...{ title: line.title, sku: line.sku, provider: line.provider, quantity: line.quantity, unitPrice, currency },
    ...{
      productId: uuidv7(),
      variantId: uuidv7(),
      providerProductId: productId ?? '',
      providerVariantId: variantId ?? '',
    },
    ...{ variant: variant ?? '', slug: line.title.toLowerCase().replaceAll(' ', '-'), imageUrl: null },
  };
}
