import { Faults } from './faults/faults.js';
import { Bounces } from './mailbox/bounces.js';
import { Mailbox } from './mailbox/mailbox.js';
import { OrderLifecycle } from './orders/order-lifecycle.js';
import { ProviderOrders } from './orders/provider-orders.js';
import { Formats } from './pages/formats.js';
import { PrintfulWebhooks } from './printful/printful-webhooks.js';
import { PrintifyWebhooks } from './printify/printify-webhooks.js';
import { Products } from './products/products.js';
import { PersistedState } from './server/persisted-state.js';
import { Timers } from './server/timers.js';
import type { SandboxSettings } from './settings.js';
import { Checkouts } from './stripe/checkouts.js';
import { DemoShop } from './stripe/demo-shop.js';
import { Payments } from './stripe/payments.js';
import { StripeEvents } from './stripe/stripe-events.js';
import { DeliverySchedule } from './webhooks/delivery-options.js';
import { ProviderWebhooks } from './webhooks/provider-webhooks.js';
import { WebhookSender } from './webhooks/webhook-sender.js';

export type Services = ReturnType<typeof createServices>;

/** Everything that the routes share. `origin`: the sandbox's own address. */
export function createServices(settings: SandboxSettings, origin: string) {
  const timers = new Timers();
  const state = new PersistedState(settings.dataDir);
  const sender = new WebhookSender(timers, settings.webhookTimeoutMs);
  const schedule = new DeliverySchedule(timers);
  const providerWebhooks = new ProviderWebhooks(sender, schedule);
  const printify = new PrintifyWebhooks(settings.printify, providerWebhooks, state);
  const printful = new PrintfulWebhooks(settings.printful, providerWebhooks, state);
  const orders = new ProviderOrders(state);
  const events = new StripeEvents(settings.stripe, sender);
  const payments = new Payments(events, state, timers, settings.refundSettlesMs);
  const checkouts = new Checkouts(events, payments, timers, origin);
  return {
    settings,
    origin,
    timers,
    state,
    sender,
    schedule,
    providerWebhooks,
    printify,
    printful,
    orders,
    lifecycle: new OrderLifecycle(
      orders,
      timers,
      {
        printify: (order, event) => printify.notify(order, event),
        printful: (order, event) => printful.notify(order, event),
      },
      settings.orderStepMs,
    ),
    products: new Products(state),
    events,
    payments,
    checkouts,
    demoShop: new DemoShop(checkouts, settings.shop),
    mailbox: new Mailbox(settings.smtpPort),
    bounces: new Bounces(settings, sender),
    faults: new Faults(),
    formats: new Formats(settings.shop),
  };
}
