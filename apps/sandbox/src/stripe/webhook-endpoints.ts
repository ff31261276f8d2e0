import { randomBytes } from 'node:crypto';
import { Stripe } from 'stripe';
import { z } from 'zod';
import type { PersistedState } from '../server/persisted-state.js';
import type { SandboxSettings } from '../settings.js';
import { StripeError } from './stripe-errors.js';
import { newStripeId, unixNow } from './stripe-ids.js';

const maxEndpoints = 16;

const text = z.string().max(500);
const metadata = z.record(z.string().min(1).max(40), text);
const url = z.url({ protocol: /^https?$/, error: 'URL must be explicit.' });
const events = z
  .array(z.string().regex(/^(\*|[a-z0-9_]+(\.[a-z0-9_]+)+)$/))
  .min(1)
  .transform((names) => [...new Set(names)]);

export const endpointParams = z.strictObject({
  url,
  enabled_events: events,
  api_version: z.literal(Stripe.API_VERSION, 'The sandbox speaks its own version only.').optional(),
  description: text.optional(),
  metadata: metadata.default({}),
});
export const endpointChanges = z.strictObject({
  url: url.optional(),
  enabled_events: events.optional(),
  disabled: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});

type Endpoint = Stripe.WebhookEndpoint & { secret: string };

/** Shown once: when an endpoint is made. */
const withoutSecret = ({ secret: _, ...endpoint }: Endpoint): Stripe.WebhookEndpoint => endpoint;

/**
 * Stripe's webhook endpoints: the one of the settings, as if a person had added it in the dashboard, and those made through the
 * API, which survive a restart.
 */
export class WebhookEndpoints {
  #made: readonly Endpoint[] = [];
  readonly #ofSettings: Stripe.WebhookEndpoint;

  constructor(
    { PUBLIC_URL }: SandboxSettings,
    private readonly state: PersistedState,
  ) {
    // events go to DAYBOOK_WEBHOOK_URL, the shortest way to the same program
    const params = { url: `${PUBLIC_URL}/webhooks/stripe`, enabled_events: ['*'], metadata: {} };
    this.#ofSettings = withoutSecret(createEndpoint(params));
    state.register<readonly Endpoint[]>('stripe-endpoints', {
      snapshot: () => this.#made,
      restore: (endpoints) => (this.#made = endpoints),
    });
  }

  /** Newest first. */
  list(): Stripe.WebhookEndpoint[] {
    return [...this.#made.map(withoutSecret), this.#ofSettings];
  }

  find(id: string): Stripe.WebhookEndpoint | undefined {
    return this.list().find((one) => one.id === id);
  }

  /** Those made through the API that get events of this type. */
  receiversOf(type: string): readonly Endpoint[] {
    return this.#made.filter(
      ({ status, enabled_events }) =>
        status === 'enabled' && (enabled_events.includes('*') || enabled_events.includes(type)),
    );
  }

  create(params: z.output<typeof endpointParams>): Stripe.WebhookEndpoint {
    if (this.list().length >= maxEndpoints)
      throw new StripeError({ message: `You have reached the maximum of ${maxEndpoints} test webhook endpoints.` });
    const endpoint = createEndpoint(params);
    this.#set([endpoint, ...this.#made]);
    return endpoint;
  }

  update(id: string, { disabled, ...changes }: z.output<typeof endpointChanges>): Stripe.WebhookEndpoint {
    const endpoint = this.#get(id);
    const status = disabled === undefined ? endpoint.status : disabled ? 'disabled' : 'enabled';
    const changed = { ...endpoint, ...changes, metadata: { ...endpoint.metadata, ...changes.metadata }, status };
    this.#set(this.#made.map((one) => (one === endpoint ? changed : one)));
    return withoutSecret(changed);
  }

  delete(id: string): Stripe.DeletedWebhookEndpoint {
    const endpoint = this.#get(id);
    this.#set(this.#made.filter((one) => one !== endpoint));
    return { id, object: 'webhook_endpoint', deleted: true };
  }

  #get(id: string): Endpoint {
    const endpoint = this.#made.find((one) => one.id === id);
    if (endpoint) return endpoint;
    if (id === this.#ofSettings.id)
      throw new StripeError({ message: 'The sandbox keeps the endpoint of its settings.' });
    throw StripeError.notFound('webhook endpoint', id, 'id');
  }

  #set(endpoints: readonly Endpoint[]): void {
    this.#made = endpoints;
    this.state.scheduleWrite();
  }
}

function createEndpoint({
  api_version = Stripe.API_VERSION,
  description = null,
  ...params
}: Pick<Endpoint, 'url' | 'enabled_events' | 'metadata'> & {
  api_version?: string | undefined;
  description?: string | null | undefined;
}): Endpoint {
  return {
    id: newStripeId('we_'),
    object: 'webhook_endpoint',
    ...{ api_version, application: null, created: unixNow(), description, livemode: false, status: 'enabled' },
    ...params,
    secret: `whsec_${randomBytes(24).toString('hex')}`,
  };
}
