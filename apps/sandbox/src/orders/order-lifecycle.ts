import type { Provider } from '@daybook/contract';
import { HttpError } from '../server/http.js';
import type { Timers } from '../server/timers.js';
import { canAdvance, orderActions, type OrderActionName } from './order-actions.js';
import type { OrderEvent, ProviderOrder } from './provider-order.js';
import type { ProviderOrders } from './provider-orders.js';

interface OrderWebhooks {
  notify(order: ProviderOrder, event: OrderEvent): void;
}

/** Advances orders, manually or on a timer, and sends the provider's webhooks. */
export class OrderLifecycle {
  readonly #cancelTimers = new Map<string, () => void>();
  #stepMs: number;

  constructor(
    private readonly orders: ProviderOrders,
    private readonly timers: Timers,
    private readonly webhooks: Record<Provider, OrderWebhooks>,
    stepMs: number,
  ) {
    this.#stepMs = stepMs;
    // restored orders keep their scheduled time, unless automatic advancing is off now
    for (const order of this.orders.oldestFirst()) this.adopt(order);
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
  add(order: ProviderOrder): void {
    this.#saveAndNotify(order, [{ kind: 'created' }]);
  }

  /** Takes over an order that was submitted before. It keeps its scheduled time, unless automatic advancing is off. */
  adopt(order: ProviderOrder): void {
    if (this.#stepMs === 0) order.advancesAt = null;
    this.orders.save(order);
    this.#scheduleAdvance(order);
  }

  /** The shop confirms it. */
  accept(order: ProviderOrder): void {
    const now = new Date().toISOString();
    Object.assign(order, { state: 'accepted', stateBeforeHalt: null, reason: null, acceptedAt: now, updatedAt: now });
    this.#saveAndNotify(order, [{ kind: 'accepted' }]);
  }

  /** Throws a 409 when the order's state does not allow it. */
  act(order: ProviderOrder, actionName: OrderActionName, reason?: string): void {
    const { isPossible, apply, defaultReason = '' } = orderActions[actionName];
    if (!isPossible(order)) throw new HttpError(409, 'The order’s state does not allow that.');
    order.updatedAt = new Date().toISOString();
    this.#saveAndNotify(order, apply(order, order.updatedAt, reason ?? defaultReason));
  }

  #saveAndNotify(order: ProviderOrder, events: OrderEvent[]): void {
    this.#restartTimer(order);
    this.orders.save(order);
    for (const event of events) this.webhooks[order.provider].notify(order, event);
  }

  #restartTimer(order: ProviderOrder): void {
    const advances = this.#stepMs > 0 && canAdvance(order);
    order.advancesAt = advances ? new Date(Date.now() + this.#stepMs).toISOString() : null;
    this.#scheduleAdvance(order);
  }

  #scheduleAdvance(order: ProviderOrder): void {
    this.#cancelTimers.get(order.id)?.();
    this.#cancelTimers.delete(order.id);
    if (order.advancesAt === null) return;
    const waitMs = Math.max(0, Date.parse(order.advancesAt) - Date.now());
    const cancel = this.timers.after(waitMs, () => {
      if (canAdvance(order)) this.act(order, 'advance');
    });
    this.#cancelTimers.set(order.id, cancel);
  }
}
