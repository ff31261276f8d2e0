import { z } from 'zod';
import { optionalTimestamp } from '../provider/fields.js';
import type { WebhookRegistration } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { isSuccess, parseResponse } from '../provider/provider-http.js';
import type { PrintfulApi } from './printful-api.js';
import { reasonOf } from './printful-errors.js';
import { eventTypes } from './printful-webhook.js';

/** A registration is renewed when it has less than this to live. */
const renewedBeforeMs = 7 * 24 * 3_600_000;

const info = z.object({
  default_url: z.string().nullish(),
  expires_at: optionalTimestamp,
  events: z.array(z.object({ type: z.string(), url: z.string().nullish() })),
});
/** Printful's description says `result`, its version 2 elsewhere says `data`. */
const inEither = z
  .object({ result: z.unknown(), data: z.unknown() })
  .partial()
  .transform(({ result, data }) => result ?? data);
const infoAnswer = inEither.pipe(info);
const createdAnswer = inEither.pipe(info.extend({ secret_key: z.string().regex(/^([0-9a-f]{2})+$/i) }));

/** Printful keeps one configuration for a token: a new one takes the place of what was, and shows its secret once. */
export class PrintfulRegistration {
  constructor(private readonly api: PrintfulApi) {}

  async renew(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration> {
    if (known?.url === url && lasts(known.expiresAt) && (await this.stands(url, signal))) return known;
    const body = { default_url: url, events: eventTypes.map((type) => ({ type })) };
    const answer = await this.api.requestOk({ method: 'POST', path: '/v2/webhooks', body }, signal);
    const { secret_key, expires_at } = parseResponse(createdAnswer, answer);
    return { secret: secret_key, expiresAt: expires_at, registeredAt: new Date(), url };
  }

  /** Whether Printful still has it as we left it: somebody may have configured it elsewhere since. */
  private async stands(url: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.api.request({ method: 'GET', path: '/v2/webhooks' }, signal);
    if (answer.status === 404) return false;
    if (!isSuccess(answer)) throw new ProviderError(reasonOf(answer));
    const { default_url, expires_at, events } = parseResponse(infoAnswer, answer.body);
    const types = new Set(events.filter((one) => !one.url || one.url === url).map(({ type }) => type));
    return default_url === url && lasts(expires_at) && eventTypes.every((type) => types.has(type));
  }
}

const lasts = (expiresAt: Date | null) => expiresAt === null || expiresAt.getTime() - Date.now() > renewedBeforeMs;
