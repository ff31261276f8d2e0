import { Stripe } from 'stripe';
import { RecentMap } from '../server/recent-map.js';
import type { SandboxSettings } from '../settings.js';
import {
  isAccepted,
  recordDelivery,
  type Delivery,
  type DeliveryRecord,
  type WebhookSender,
} from '../webhooks/webhook-sender.js';
import { stripeId, unixNow } from './stripe-ids.js';

const maxEvents = 2_000;
const maxAttempts = 60;
const maxBackoffMs = 60_000;

type EventType =
  | 'checkout.session.completed'
  | 'checkout.session.async_payment_succeeded'
  | 'checkout.session.async_payment_failed'
  | 'checkout.session.expired'
  | 'charge.refunded'
  | 'refund.created'
  | 'refund.updated'
  | 'refund.failed';

/** The API request that caused an event. */
export interface ApiRequest {
  id: string | null;
  idempotency_key: string | null;
}

/** `send`: at once, until accepted. `hold`: only on request. */
export const deliveryModes = ['send', 'hold'] as const;
type DeliveryMode = (typeof deliveryModes)[number];

export interface EventOptions {
  /** The checkout that the event, or its payment, is about. */
  sessionId: string;
  /** When it happened, in unix seconds. */
  created: number;
  delivery: DeliveryMode;
  /** What the shopper or the bank does has none. */
  request?: ApiRequest | undefined;
}

export interface StripeEvent extends DeliveryRecord {
  id: string;
  type: EventType;
  created: number;
  sessionId: string;
  /** The same at every delivery. */
  body: string;
  /** Resolves after the first automatic attempt. */
  firstAttempt: Promise<void>;
}

/** Stripe's events, the newest 2,000. Each is delivered until a 2xx comes, for about an hour. */
export class StripeEvents {
  readonly #events = new RecentMap<StripeEvent>(maxEvents);

  constructor(
    private readonly settings: SandboxSettings['stripe'],
    private readonly sender: WebhookSender,
  ) {}

  publish(type: EventType, object: { object: string }, options: EventOptions): StripeEvent {
    const { sessionId, created, delivery, request = { id: null, idempotency_key: null } } = options;
    const id = stripeId('evt_');
    const content = {
      id,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created,
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request,
      type,
    };
    const event: StripeEvent = {
      id,
      type,
      created,
      sessionId,
      body: JSON.stringify(content, null, 2),
      state: delivery === 'send' ? 'pending' : 'held',
      nextAttemptAt: null,
      deliveries: [],
      firstAttempt: Promise.resolve(),
    };
    this.#events.set(id, event);
    if (delivery === 'send') event.firstAttempt = this.#deliver(event);
    return event;
  }

  find(id: string): StripeEvent | undefined {
    return this.#events.find(id);
  }

  newestFirst(): StripeEvent[] {
    return this.#events.newestFirst();
  }

  /** Oldest first. */
  ofSession(sessionId: string): StripeEvent[] {
    return this.#events.oldestFirst().filter((event) => event.sessionId === sessionId);
  }

  /** Delivers an event in one of the scenarios, good or hostile. */
  async runScenario(name: ScenarioName, event: StripeEvent): Promise<Delivery[]> {
    const { parallel = 1, sequential = 0, body = event.body, sign = this.#sign } = this.#scenarios(event)[name];
    const post = () =>
      this.sender.post({ kind: name, url: this.settings.webhookUrl, body, headers: headersWith(sign(body)) });
    const deliveries = await Promise.all(Array.from({ length: parallel }, post));
    for (let sent = 0; sent < sequential; sent++) deliveries.push(await post());
    for (const delivery of deliveries) recordDelivery(event, delivery);
    return deliveries;
  }

  #deliver(event: StripeEvent): Promise<void> {
    const { webhookUrl, firstRetryMs } = this.settings;
    return this.sender.deliver(event, {
      url: () => webhookUrl,
      write: () => ({ body: event.body, headers: headersWith(this.#sign(event.body)) }),
      backoffMs: (retries) =>
        retries + 1 < maxAttempts ? Math.min(firstRetryMs * 2 ** Math.min(retries, 20), maxBackoffMs) : null,
      accepts: isAccepted,
    });
  }

  readonly #sign = (payload: string, secret = this.settings.webhookSecret, timestamp = unixNow()) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

  #scenarios({ id, body }: StripeEvent): Record<ScenarioName, Scenario> {
    return {
      again: {},
      twice: { parallel: 2 },
      burst: { parallel: 10, sequential: 10 },
      forged: { sign: (payload) => this.#sign(payload, 'whsec_not_the_secret_of_this_shop') },
      // twice as old as a receiver tolerates
      stale: { sign: (payload) => this.#sign(payload, undefined, unixNow() - 600) },
      unsigned: { sign: () => null },
      oversized: { body: body.padEnd(2 * 1024 * 1024, ' ') },
      not_json: { body: `This is not JSON: ${id}` },
    };
  }
}

/** What differs from one ordinary delivery. */
interface Scenario {
  parallel?: number;
  sequential?: number;
  body?: string;
  sign?: (payload: string) => string | null;
}

/** The deliveries that a person or a test can ask for, with what the button says. */
export const webhookScenarios = {
  again: 'Send again',
  twice: 'Send twice at once',
  burst: 'Send 20 times, half in parallel',
  forged: 'Sign with a wrong secret',
  stale: 'Sign as of 10 minutes ago',
  unsigned: 'Leave the signature out',
  oversized: 'Send 2 MiB',
  not_json: 'Send something other than JSON',
} as const;
type ScenarioName = keyof typeof webhookScenarios;
export const scenarioNames = Object.keys(webhookScenarios) as [ScenarioName, ...ScenarioName[]];

/** Whether a receiver has to refuse a delivery of that kind. */
export const isHostile = (kind: string) => kind in webhookScenarios && !['again', 'twice', 'burst'].includes(kind);

const headersWith = (signature: string | null) => ({
  accept: '*/*',
  'cache-control': 'no-cache',
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  ...(signature !== null && { 'stripe-signature': signature }),
});
