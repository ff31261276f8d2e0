import { CheckoutTracker } from '@daybook/carts';
import { Settings } from '@daybook/config';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Order, OrdersService, type NewOrderLine } from '@daybook/orders';
import { Inbox } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import {
  abandonedItem,
  cartLine,
  toCheckout,
  toSessionUpdate,
  totalOf,
  type CheckoutSession,
  type SessionEvent,
} from './checkout-session.js';
import { namesGoods } from './session-lines.js';

type OrderMethod = 'place' | 'recordPendingPayment' | 'recordPaymentFailure';

const commandByEvent: Partial<Record<string, (session: CheckoutSession) => OrderMethod>> = {
  // with a status that is new, nothing says that the money has come
  'checkout.session.completed': ({ payment_status }) =>
    payment_status === 'paid' || payment_status === 'no_payment_required' ? 'place' : 'recordPendingPayment',
  'checkout.session.async_payment_succeeded': () => 'place',
  'checkout.session.async_payment_failed': () => 'recordPaymentFailure',
};

const expired = 'checkout.session.expired';

export const sessionEventTypes = [...Object.keys(commandByEvent), expired];

/** Whether it may say that money has come. */
export const mayBePaid = ({ type, session }: SessionEvent): boolean =>
  type === 'checkout.session.async_payment_succeeded' ||
  (type === 'checkout.session.completed' && session.payment_status !== 'unpaid');

/** Applies what Stripe says of a checkout session to its order and its cart. */
@Injectable()
export class SessionRecorder {
  readonly #acceptsForeign: boolean;

  constructor(
    settings: Settings,
    private readonly orders: OrdersService,
    private readonly checkoutTracker: CheckoutTracker,
    private readonly events: DomainEvents,
    private readonly inbox: Inbox,
  ) {
    this.#acceptsForeign = settings.stripe.acceptsForeignSessions;
  }

  /** Whether the session is this shop's: made here, or of goods made for it. `lines`: as far as they are known. */
  async isOurs(tx: Transaction, event: SessionEvent, lines: NewOrderLine[] = []): Promise<boolean> {
    if (this.#acceptsForeign || lines.some(namesGoods)) return true;
    if (await this.checkoutTracker.knows(tx, toSessionUpdate(event))) return true;
    return (await tx.em.count(Order, { checkoutSessionId: event.session.id })) > 0;
  }

  /** For a session of this shop. Returns what has to have its lines fetched: the order, or the cart for its reminder. */
  async record(tx: Transaction, event: SessionEvent, lines?: NewOrderLine[]): Promise<{ orderId?: string } | null> {
    const { type, session, occurredAt } = event;
    const command = commandByEvent[type]?.(session);
    if (command) return this.applyToOrder(tx, command, event, lines);
    const items = lines?.map(abandonedItem);
    return (await this.checkoutTracker.recordExpired(tx, toSessionUpdate(event), occurredAt, items)) ? {} : null;
  }

  /** For a session of another site on the same Stripe account. */
  async recordForeign(tx: Transaction, { type, session, occurredAt }: SessionEvent): Promise<void> {
    if (commandByEvent[type]?.(session) !== 'place') return;
    const context = { occurredAt, actor: 'Stripe', dedupeKey: `payment.ignored:${session.id}` };
    await this.events.publish(tx, 'payment.ignored', { total: totalOf(session), sessionId: session.id }, context);
  }

  private async applyToOrder(
    tx: Transaction,
    command: OrderMethod,
    event: SessionEvent,
    fetched?: NewOrderLine[],
  ): Promise<{ orderId: string } | null> {
    const { session, occurredAt } = event;
    const cart = await this.checkoutTracker.lock(tx, toSessionUpdate(event));
    const checkout = toCheckout(session, cart?.items?.map(cartLine) ?? fetched);
    const { paymentIntentId } = checkout;
    if (paymentIntentId !== null) await tx.lock('payment', paymentIntentId);
    const order = await this.orders[command](tx, checkout, occurredAt);
    const paid = command === 'place' ? { id: order.id, number: order.number, total: checkout.total } : null;
    if (cart) await this.checkoutTracker.recordOrdered(tx, cart, occurredAt, paid);
    const { id, linesFetchedAt } = order;
    if (paymentIntentId !== null) await this.inbox.processWaiting(tx, 'stripe', paymentIntentId);
    return linesFetchedAt ? null : { orderId: id };
  }
}
