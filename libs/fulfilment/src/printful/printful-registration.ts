import type { WebhookRegistration } from '@daybook/webhooks';
import { z } from 'zod';
import { optionalText, optionalTimestamp } from '../provider/fields.js';
import type { ProviderApi } from '../provider/provider-api.js';
import { ProviderError } from '../provider/provider-error.js';
import { parseResponse } from '../provider/provider-http.js';
import { eventTypes } from './printful-webhook.js';

const renewBeforeExpiryMs = 7 * 24 * 3_600_000;

const info = z.object({
  default_url: z.string().nullish(),
  expires_at: optionalTimestamp,
  events: z.array(z.object({ type: z.string(), url: z.string().nullish() })),
  /** Another one with each secret. */
  public_key: optionalText,
});
type Info = z.output<typeof info>;
/** Printful's description says `result`; elsewhere version 2 says `data`. */
const resultOrData = z
  .object({ result: z.unknown(), data: z.unknown() })
  .partial()
  .transform(({ result, data }) => result ?? data);
const infoResponse = resultOrData.pipe(info);
const createdResponse = resultOrData.pipe(info.extend({ secret_key: z.string().regex(/^([0-9a-f]{2})+$/i) }));

/** Printful keeps one configuration for a token. A new one replaces it and shows its secret once. */
export class PrintfulRegistration {
  constructor(
    private readonly api: ProviderApi,
    /** The settings have the secret of webhooks that the owner has registered: they are only looked for. */
    private readonly isRegisteredByOwner: boolean,
  ) {}

  async ensure(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration> {
    const found = await this.api.find(infoResponse, '/v2/webhooks', signal);
    if (this.isRegisteredByOwner) return toOwnersRegistration(url, found, known);
    if (known?.url === url && known.secret !== null && found && hasSecret(found, known) && isComplete(found, url))
      return known;
    const body = { default_url: url, events: eventTypes.map((type) => ({ type })) };
    const response = await this.api.requestOk({ method: 'POST', path: '/v2/webhooks', body }, signal);
    const { secret_key, public_key, expires_at } = parseResponse(createdResponse, response);
    return { url, secret: secret_key, fingerprint: public_key, expiresAt: expires_at, registeredAt: new Date() };
  }
}

function toOwnersRegistration(url: string, found: Info | null, known: WebhookRegistration | null): WebhookRegistration {
  const urls = [found?.default_url, ...(found?.events ?? []).map((event) => event.url)];
  if (!found || !urls.includes(url)) {
    throw new ProviderError('no webhook there leads to this address, though PRINTFUL_WEBHOOK_SECRET is set');
  }
  const registeredAt = known?.url === url && known.secret === null ? known.registeredAt : new Date();
  return { url, secret: null, fingerprint: found.public_key, expiresAt: null, registeredAt };
}

/** Whether we know the secret that it has: it was shown once, and that answer may be lost. */
const hasSecret = ({ public_key }: Info, { fingerprint }: WebhookRegistration): boolean =>
  public_key === null || fingerprint === null || public_key === fingerprint;

/** Another program may have replaced our configuration, or a person changed it. */
function isComplete({ default_url, expires_at, events }: Info, url: string): boolean {
  const types = new Set(events.filter((one) => !one.url || one.url === url).map(({ type }) => type));
  return default_url === url && isLasting(expires_at) && eventTypes.every((type) => types.has(type));
}

const isLasting = (expiresAt: Date | null) =>
  expiresAt === null || expiresAt.getTime() - Date.now() > renewBeforeExpiryMs;
