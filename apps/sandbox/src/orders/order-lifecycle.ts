import type { Provider } from '@daybook/contract';
import { HttpError } from '../server/http.js';
import type { Timers } from '../server/timers.js';
import { canAdvance, orderActions, type OrderActionName } from './order-actions.js';
import type { OrderEvent, ProviderOrder } from './provider-order.js';
import type { ProviderOrders } from './provider-orders.js';

/** Sends a provider's webhooks about an event. */
export type NotifyShop = (order: ProviderOrder, event: OrderEvent) => void;

/** Moves orders on, by hand or by themselves, and has each provider's webhooks sent. */
export class OrderLifecycle {
  readonly #cancelTimer = new Map<string, () => void>();
  #stepMs: number;

  constructor(
    private readonly orders: ProviderOrders,
    private readonly timers: Timers,
    private readonly notify: Record<Provider, NotifyShop>,
    stepMs: number,
  ) {
    this.#stepMs = stepMs;
    // orders from before a restart advance at their own time, unless they advance only by hand now
    for (const order of this.orders.newestFirst()) {
      if (stepMs === 0) order.advancesAt = null;
      this.#schedule(order);
    }
  }

  /** Milliseconds between the steps of an order; 0 while orders advance only by hand. */
  get stepMs(): number {
    return this.#stepMs;
  }

  setStepMs(milliseconds: number): void {
    this.#stepMs = milliseconds;
    for (const order of this.orders.newestFirst()) this.#restartTimer(order);
  }

  /** Stores a new draft and sends its webhook. */
  addDraft(order: ProviderOrder): void {
    this.#apply(order, [{ kind: 'created' }]);
  }

  /** The shop confirms it. */
  accept(order: ProviderOrder): void {
    const now = new Date().toISOString();
    Object.assign(order, { state: 'accepted', haltedState: null, reason: null, acceptedAt: now, updatedAt: now });
    this.#apply(order, [{ kind: 'accepted' }]);
  }

  /** Throws a 409 when the order's state does not allow it. */
  act(order: ProviderOrder, name: OrderActionName, reason?: string): void {
    const { isPossible, apply, defaultReason = '' } = orderActions[name];
    if (!isPossible(order)) throw new HttpError(409, 'The order’s state does not allow that.');
    order.updatedAt = new Date().toISOString();
    this.#apply(order, apply(order, order.updatedAt, reason ?? defaultReason));
  }

  #apply(order: ProviderOrder, events: OrderEvent[]): void {
    this.#restartTimer(order);
    this.orders.save(order);
    for (const event of events) this.notify[order.provider](order, event);
  }

  #restartTimer(order: ProviderOrder): void {
    const advances = this.#stepMs > 0 && canAdvance(order);
    order.advancesAt = advances ? new Date(Date.now() + this.#stepMs).toISOString() : null;
    this.#schedule(order);
  }

  #schedule(order: ProviderOrder): void {
    this.#cancelTimer.get(order.id)?.();
    this.#cancelTimer.delete(order.id);
    if (order.advancesAt === null) return;
    const waitMs = Math.max(0, Date.parse(order.advancesAt) - Date.now());
    const cancel = this.timers.after(waitMs, () => {
      if (canAdvance(order)) this.act(order, 'advance');
    });
    this.#cancelTimer.set(order.id, cancel);
  }
}
