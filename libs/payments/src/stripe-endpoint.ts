import { Settings, UserFacingError } from '@daybook/config';
import type { WebhookRegistration } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { Stripe } from 'stripe';
import { StripeClient } from './stripe-client.js';

type Endpoint = Stripe.WebhookEndpoint;

/** The events that Daybook reads, without those that repeat what others say. */
export const endpointEvents: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'review.opened',
  'review.closed',
  'radar.early_fraud_warning.created',
];
const oldestVersion = '2022';
/** An account has at most 16 endpoints in each mode. */
const limit = 100;

const madeByDaybook = { made_by: 'daybook' };
const isMadeByDaybook = ({ metadata }: Endpoint) => metadata['made_by'] === madeByDaybook.made_by;

/** Our webhook endpoint at Stripe, which shows an endpoint's secret once: when it is made. */
@Injectable()
export class StripeEndpoint {
  constructor(
    private readonly stripe: StripeClient,
    private readonly settings: Settings,
  ) {}

  /**
   * Makes the endpoint, or mends it. One whose secret is in the settings is the owner's: it is only compared, and the answer is
   * null when the key may not see it. Called again with a `requestId` whose answer was lost, it finds the endpoint made then.
   * Throws what Stripe's library throws, and a `UserFacingError` for what a person has to do.
   */
  ensure(url: string, known: WebhookRegistration | null, requestId: string): Promise<WebhookRegistration | null> {
    const isOwners = this.settings.stripe.webhookSecrets.length > 0;
    return isOwners ? this.compare(url, known) : this.ensureOurs(url, known, requestId);
  }

  private async ensureOurs(
    url: string,
    known: WebhookRegistration | null,
    requestId: string,
  ): Promise<WebhookRegistration> {
    const endpoints = await this.list();
    const ours = known?.secret ? endpoints.find(({ id }) => id === known.fingerprint) : undefined;
    const others = endpoints.filter((one) => one.url === url && one !== ours);
    if (!known || !ours) return this.create(url, others, requestId);
    if (ours.url !== url && ours.url !== known.url)
      throw new UserFacingError(
        `our endpoint at Stripe leads to ${ours.url}: if another Daybook uses it, set STRIPE_WEBHOOK_SECRET here; otherwise delete it there`,
      );
    if (!isCurrent(ours, url))
      await this.endpoints.update(ours.id, { url, enabled_events: endpointEvents, disabled: false });
    // their secrets are lost; only now, so that one endpoint is there all the time
    for (const { id } of others.filter(isMadeByDaybook)) await this.endpoints.del(id);
    return known.url === url ? known : { ...known, url, registeredAt: new Date() };
  }

  private async create(url: string, others: Endpoint[], requestId: string): Promise<WebhookRegistration> {
    if (others.some((one) => one.status === 'enabled' && !isMadeByDaybook(one)))
      throw new UserFacingError(
        'another endpoint at Stripe leads to this address: set STRIPE_WEBHOOK_SECRET to its secret, or delete it there',
      );
    const { id, secret } = await this.endpoints.create(
      {
        url,
        api_version: Stripe.API_VERSION,
        enabled_events: endpointEvents,
        description: 'Daybook',
        metadata: madeByDaybook,
      },
      { idempotencyKey: `endpoint-${requestId}` },
    );
    if (!secret) throw new Error('Stripe made an endpoint without a secret');
    return { url, secret, fingerprint: id, expiresAt: null, registeredAt: new Date() };
  }

  private async compare(url: string, known: WebhookRegistration | null): Promise<WebhookRegistration | null> {
    const endpoints = await this.list().catch((error: unknown) => {
      if (error instanceof Stripe.errors.StripePermissionError) return null;
      throw error;
    });
    if (!endpoints) return null;
    const atUrl = endpoints.filter((one) => one.url === url);
    const differences = atUrl.map(differenceOf);
    const [difference = 'Stripe has no endpoint for this address, though STRIPE_WEBHOOK_SECRET is set'] = differences;
    if (difference !== null && !differences.includes(null)) throw new UserFacingError(difference);
    // the one that Daybook made before goes on sending until somebody deletes it
    const ours = endpoints.find(({ id }) => id === known?.fingerprint);
    const registeredAt = known?.url === url ? known.registeredAt : new Date();
    return {
      url,
      secret: (ours && known?.secret) ?? null,
      fingerprint: ours?.id ?? null,
      expiresAt: null,
      registeredAt,
    };
  }

  private async list(): Promise<Endpoint[]> {
    return (await this.endpoints.list({ limit })).data;
  }

  private get endpoints() {
    return this.stripe.api.webhookEndpoints;
  }
}

const isCurrent = ({ url: current, status, enabled_events }: Endpoint, url: string): boolean =>
  current === url &&
  status === 'enabled' &&
  new Set<string>(endpointEvents).symmetricDifference(new Set(enabled_events)).size === 0;

const refundEvents: readonly string[] = ['refund.created', 'refund.updated', 'refund.failed'];

/** A refund is told by either of two ways. */
function missingEvents(enabled: ReadonlySet<string>): string[] {
  if (enabled.has('*')) return [];
  const tellsRefunds = refundEvents.every((event) => enabled.has(event));
  const isEnough = (event: string) =>
    enabled.has(event) ||
    (event === 'charge.refunded' ? tellsRefunds : refundEvents.includes(event) && enabled.has('charge.refunded'));
  return endpointEvents.filter((event) => !isEnough(event));
}

/** Null: Daybook can use it. */
function differenceOf({ status, enabled_events, api_version }: Endpoint): string | null {
  if (status !== 'enabled') return 'your endpoint at Stripe is disabled: enable it there';
  if (api_version !== null && api_version < oldestVersion)
    return `your endpoint at Stripe has the API version ${api_version}, older than ${oldestVersion}: add one with ${Stripe.API_VERSION}`;
  const missing = missingEvents(new Set(enabled_events));
  if (missing.length === 0) return null;
  return `your endpoint at Stripe does not send ${new Intl.ListFormat('en-GB').format(missing)}: add ${missing.length === 1 ? 'it' : 'them'} there`;
}
