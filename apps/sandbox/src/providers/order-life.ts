import { ConflictException, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PrintfulWebhooks } from '../printful/printful-webhooks.js';
import { PrintifyWebhooks } from '../printify/printify-webhooks.js';
import { SandboxSettings } from '../settings.js';
import { act, nextStep, possible, type OrderAction } from './order-actions.js';
import type { Happening, ProviderOrder } from './provider-order.js';
import { ProviderOrders } from './provider-orders.js';

const reasons: Partial<Record<OrderAction, string>> = {
  hold: 'shipping address is incomplete',
  unpaid: 'the card was declined',
  problem: 'the print file cannot be used',
  cancel: 'cancelled by the provider',
  resend: 'nobody was there to take it',
};

/** Moves orders on, by hand or by themselves, and has each step told by its provider's webhooks. */
@Injectable()
export class OrderLife implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly tellers: Record<ProviderOrder['provider'], { tell(order: ProviderOrder, news: Happening): void }>;
  private step: number;

  constructor(
    settings: SandboxSettings,
    private readonly orders: ProviderOrders,
    printify: PrintifyWebhooks,
    printful: PrintfulWebhooks,
  ) {
    this.step = settings.orderStepMs;
    this.tellers = { printify, printful };
  }

  onApplicationBootstrap(): void {
    // from before a restart: each at its own time, unless orders go on by hand now
    for (const order of this.orders.newestFirst()) {
      if (this.step === 0) order.nextStepAt = null;
      this.schedule(order);
    }
  }

  onModuleDestroy(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Milliseconds from one step to the next; 0 while orders go on by hand only. */
  get stepMs(): number {
    return this.step;
  }

  set stepMs(milliseconds: number) {
    this.step = milliseconds;
    for (const order of this.orders.newestFirst()) this.restart(order);
  }

  place(order: ProviderOrder): void {
    this.orders.add(order);
    this.tell(order, [{ kind: 'created' }]);
  }

  /** The shop has said that it is to be made. */
  accept(order: ProviderOrder): void {
    const now = new Date().toISOString();
    order.state = 'accepted';
    order.before = null;
    order.reason = null;
    order.acceptedAt = now;
    order.updatedAt = now;
    this.tell(order, [{ kind: 'accepted' }]);
  }

  /** Throws a conflict when the order is past that. */
  act(order: ProviderOrder, action: OrderAction, reason = reasons[action] ?? ''): void {
    if (!possible[action](order)) throw new ConflictException('The order is not in a state in which that can be done.');
    this.tell(order, act(order, action, new Date().toISOString(), reason));
  }

  private tell(order: ProviderOrder, happenings: Happening[]): void {
    this.restart(order);
    this.orders.changed();
    for (const news of happenings) this.tellers[order.provider].tell(order, news);
  }

  private restart(order: ProviderOrder): void {
    const goesOn = this.step > 0 && nextStep(order) !== null;
    order.nextStepAt = goesOn ? new Date(Date.now() + this.step).toISOString() : null;
    this.schedule(order);
  }

  private schedule(order: ProviderOrder): void {
    clearTimeout(this.timers.get(order.id));
    this.timers.delete(order.id);
    if (order.nextStepAt === null) return;
    const waitMs = Math.max(0, Date.parse(order.nextStepAt) - Date.now());
    this.timers.set(
      order.id,
      setTimeout(() => {
        if (nextStep(order) !== null) this.act(order, 'step');
      }, waitMs),
    );
  }
}
