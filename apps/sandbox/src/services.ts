import { Faults } from './faults/faults.js';
import { createFormatters } from './formatters.js';
import { Bounces } from './mailbox/bounces.js';
import { Mailbox } from './mailbox/mailbox.js';
import { OrderLifecycle } from './orders/order-lifecycle.js';
import { ProviderOrders } from './orders/provider-orders.js';
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
import { WebhookEndpoints } from './stripe/webhook-endpoints.js';
import { ProviderWebhooks } from './webhooks/provider-webhooks.js';
import { WebhookSender } from './webhooks/webhook-sender.js';

export type Services = ReturnType<typeof createServices>;

/** Everything that the routes share. `origin`: the sandbox's own address. */
export function createServices(settings: SandboxSettings, origin: string) {
  const timers = new Timers();
  const state = new PersistedState(settings.DATA_DIR);
  const sender = new WebhookSender(timers, settings.WEBHOOK_TIMEOUT_MS);
  const providerWebhooks = new ProviderWebhooks(sender, timers);
  const printifyWebhooks = new PrintifyWebhooks(settings, providerWebhooks, state);
  const printfulWebhooks = new PrintfulWebhooks(settings, providerWebhooks, state);
  const providerOrders = new ProviderOrders(state);
  const stripeEndpoints = new WebhookEndpoints(settings, state);
  const stripeEvents = new StripeEvents(settings, sender, stripeEndpoints);
  const payments = new Payments(stripeEvents, state, timers, settings.REFUND_SETTLES_MS);
  const checkouts = new Checkouts(stripeEvents, payments, state, timers, origin);
  const webhooks = { printify: printifyWebhooks, printful: printfulWebhooks };
  return {
    settings,
    origin,
    consoleUrl: `${settings.PUBLIC_URL}/admin`,
    timers,
    state,
    providerWebhooks,
    printifyWebhooks,
    printfulWebhooks,
    providerOrders,
    lifecycle: new OrderLifecycle(providerOrders, timers, webhooks, settings.ORDER_STEP_MS),
    products: new Products(state),
    stripeEndpoints,
    stripeEvents,
    payments,
    checkouts,
    demoShop: new DemoShop(checkouts, settings),
    mailbox: new Mailbox(settings.SANDBOX_SMTP_PORT, state),
    bounces: new Bounces(settings, sender),
    faults: new Faults(),
    formatters: createFormatters(settings),
  };
}
