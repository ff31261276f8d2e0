import { z } from 'zod';
import { optionalTimestamp } from '../provider/fields.js';
import type { ProviderApi } from '../provider/provider-api.js';
import { parseResponse } from '../provider/provider-http.js';
import type { WebhookRegistration } from '../provider/provider.js';
import { eventTypes } from './printful-webhook.js';

const renewBeforeExpiryMs = 7 * 24 * 3_600_000;

const info = z.object({
  default_url: z.string().nullish(),
  expires_at: optionalTimestamp,
  events: z.array(z.object({ type: z.string(), url: z.string().nullish() })),
});
/** Printful's description says `result`; elsewhere version 2 says `data`. */
const resultOrData = z
  .object({ result: z.unknown(), data: z.unknown() })
  .partial()
  .transform(({ result, data }) => result ?? data);
const infoResponse = resultOrData.pipe(info);
const createdResponse = resultOrData.pipe(info.extend({ secret_key: z.string().regex(/^([0-9a-f]{2})+$/i) }));

/** Printful keeps one configuration for a token. A new one replaces it and shows its secret once. */
export class PrintfulRegistration {
  constructor(private readonly api: ProviderApi) {}

  async ensure(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration> {
    if (known?.url === url && isLasting(known.expiresAt) && (await this.isRegistered(url, signal))) return known;
    const body = { default_url: url, events: eventTypes.map((type) => ({ type })) };
    const response = await this.api.requestOk({ method: 'POST', path: '/v2/webhooks', body }, signal);
    const { secret_key, expires_at } = parseResponse(createdResponse, response);
    return { secret: secret_key, expiresAt: expires_at, registeredAt: new Date(), url };
  }

  /** Whether Printful still has our configuration: another program may have replaced it. */
  private async isRegistered(url: string, signal: AbortSignal): Promise<boolean> {
    const found = await this.api.find(infoResponse, '/v2/webhooks', signal);
    if (!found) return false;
    const { default_url, expires_at, events } = found;
    const types = new Set(events.filter((one) => !one.url || one.url === url).map(({ type }) => type));
    return default_url === url && isLasting(expires_at) && eventTypes.every((type) => types.has(type));
  }
}

const isLasting = (expiresAt: Date | null) =>
  expiresAt === null || expiresAt.getTime() - Date.now() > renewBeforeExpiryMs;
