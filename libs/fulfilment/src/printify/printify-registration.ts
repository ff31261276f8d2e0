import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { requiredText } from '../provider/fields.js';
import type { WebhookRegistration } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { isSuccess, parseResponse } from '../provider/provider-http.js';
import type { PrintifyApi } from './printify-api.js';
import { reasonOf } from './printify-errors.js';
import { topics } from './printify-webhook.js';

const registered = z.object({ id: requiredText, topic: z.string(), url: z.string() });
type Registered = z.output<typeof registered>;

/**
 * Printify keeps a webhook a topic, with a secret that we give it and that it never shows again. What others have
 * registered in the same shop, at other addresses, is left alone.
 */
export class PrintifyRegistration {
  constructor(
    private readonly api: PrintifyApi,
    /** What the settings say it should be; otherwise it is made up once. */
    private readonly wantedSecret: string | undefined,
  ) {}

  async renew(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration> {
    const secret = this.wantedSecret ?? known?.secret ?? randomBytes(32).toString('hex');
    const isKept = (webhook: Registered) =>
      known?.url === url && known.secret === secret && webhook.url === url && topics.includes(webhook.topic);
    const ours = (await this.list(signal)).filter((webhook) => webhook.url === url || webhook.url === known?.url);
    const kept = new Map(ours.filter(isKept).map((webhook) => [webhook.topic, webhook.id]));

    const stale = ours.filter(({ topic, id }) => kept.get(topic) !== id);
    const missing = topics.filter((topic) => !kept.has(topic));
    for (const webhook of stale) await this.remove(webhook, signal);
    for (const topic of missing) {
      await this.api.requestOk({ method: 'POST', path: '/webhooks.json', body: { topic, url, secret } }, signal);
    }
    if (known && stale.length + missing.length === 0) return known;
    return { secret, expiresAt: null, registeredAt: new Date(), url };
  }

  private async list(signal: AbortSignal): Promise<Registered[]> {
    return parseResponse(
      z.array(registered),
      await this.api.requestOk({ method: 'GET', path: '/webhooks.json' }, signal),
    );
  }

  private async remove({ id, url }: Registered, signal: AbortSignal): Promise<void> {
    // Printify wants the host of the address as well
    const host = URL.canParse(url) ? `?host=${encodeURIComponent(new URL(url).hostname)}` : '';
    const path = `/webhooks/${encodeURIComponent(id)}.json${host}`;
    const answer = await this.api.request({ method: 'DELETE', path }, signal);
    if (!isSuccess(answer) && answer.status !== 404) throw new ProviderError(reasonOf(answer));
  }
}
