import { Stripe } from 'stripe';
import { RecentMap } from '../server/recent-map.js';
import type { SandboxSettings } from '../settings.js';
import {
  isAccepted,
  recordAttempt,
  type DeliveryAttempt,
  type DeliveryRecord,
  type WebhookSender,
} from '../webhooks/webhook-sender.js';
import { newStripeId, unixNow } from './stripe-ids.js';
import type { WebhookEndpoints } from './webhook-endpoints.js';

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

export interface EventRequest {
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
  /** Null for events caused by the shopper or the bank. */
  request?: EventRequest | undefined;
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
export class StripeEvents extends RecentMap<StripeEvent> {
  constructor(
    private readonly settings: SandboxSettings,
    private readonly sender: WebhookSender,
    private readonly endpoints: WebhookEndpoints,
  ) {
    super(2_000, 'No such event: events are deleted when the sandbox stops.');
  }

  publish(type: EventType, object: { object: string }, options: EventOptions): StripeEvent {
    const { sessionId, created, delivery, request = { id: null, idempotency_key: null } } = options;
    const id = newStripeId('evt_');
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
    this.set(id, event);
    if (delivery === 'send') {
      const { DAYBOOK_WEBHOOK_URL: url, STRIPE_WEBHOOK_SECRET: secret } = this.settings;
      event.firstAttempt = this.#deliver(event, event.body, { url, secret });
      for (const endpoint of this.endpoints.receiversOf(type))
        void this.#deliver({ state: 'pending', nextAttemptAt: null, deliveries: [] }, event.body, endpoint);
    }
    return event;
  }

  /** Oldest first. */
  findBySession(sessionId: string): StripeEvent[] {
    return this.oldestFirst().filter((event) => event.sessionId === sessionId);
  }

  async runScenario(scenario: WebhookScenarioName, event: StripeEvent): Promise<DeliveryAttempt[]> {
    const { parallel = 1, sequential = 0, body = event.body, sign = this.#sign } = this.#scenarios(event)[scenario];
    const post = () =>
      this.sender.post({
        kind: scenario,
        url: this.settings.DAYBOOK_WEBHOOK_URL,
        body,
        headers: stripeHeaders(sign(body)),
      });
    const deliveries = await Promise.all(Array.from({ length: parallel }, post));
    for (let sent = 0; sent < sequential; sent++) deliveries.push(await post());
    for (const delivery of deliveries) recordAttempt(event, delivery);
    return deliveries;
  }

  #deliver(record: DeliveryRecord, body: string, { url, secret }: { url: string; secret: string }): Promise<void> {
    const { WEBHOOK_FIRST_RETRY_MS: firstRetryMs } = this.settings;
    return this.sender.deliver(record, {
      url: () => url,
      createRequest: () => ({ body, headers: stripeHeaders(this.#sign(body, secret)) }),
      backoffMs: (retries) =>
        retries + 1 < maxAttempts ? Math.min(firstRetryMs * 2 ** Math.min(retries, 20), maxBackoffMs) : null,
      accepts: isAccepted,
    });
  }

  readonly #sign = (payload: string, secret = this.settings.STRIPE_WEBHOOK_SECRET, timestamp = unixNow()) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

  #scenarios({ id, body }: StripeEvent): Record<WebhookScenarioName, Scenario> {
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

export const webhookScenarioLabels = {
  again: 'Send again',
  twice: 'Send twice at once',
  burst: 'Send 20 times, half in parallel',
  forged: 'Sign with a wrong secret',
  stale: 'Sign as of 10 minutes ago',
  unsigned: 'Leave the signature out',
  oversized: 'Send 2 MiB',
  not_json: 'Send something other than JSON',
} as const;
type WebhookScenarioName = keyof typeof webhookScenarioLabels;
export const webhookScenarioNames = Object.keys(webhookScenarioLabels) as [
  WebhookScenarioName,
  ...WebhookScenarioName[],
];

export const isHostile = (kind: string) => kind in webhookScenarioLabels && !['again', 'twice', 'burst'].includes(kind);

const stripeHeaders = (signature: string | null) => ({
  accept: '*/*',
  'cache-control': 'no-cache',
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  ...(signature !== null && { 'stripe-signature': signature }),
});
