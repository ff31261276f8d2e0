import type { WebhookRegistration } from '@daybook/webhooks';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { requiredText } from '../provider/fields.js';
import type { ProviderApi } from '../provider/provider-api.js';
import { isSuccess } from '../provider/provider-http.js';
import { topics } from './printify-webhook.js';

const webhook = z.object({ id: requiredText, topic: z.string(), url: z.string() });
type Webhook = z.output<typeof webhook>;

/**
 * Printify keeps one webhook for each topic, with a secret that we choose and that it never shows again. Webhooks of other
 * programs in the same shop are left alone.
 */
export class PrintifyRegistration {
  constructor(
    private readonly api: ProviderApi,
    /** From the settings; without it a secret is generated once. */
    private readonly configuredSecret: string | undefined,
  ) {}

  async ensure(url: string, known: WebhookRegistration | null, signal: AbortSignal): Promise<WebhookRegistration> {
    const secret = this.configuredSecret ?? known?.secret ?? randomBytes(32).toString('hex');
    const isCurrent = (one: Webhook) =>
      known?.url === url && known.secret === secret && one.url === url && topics.includes(one.topic);
    const registered = await this.api.get(z.array(webhook), '/webhooks.json', signal);
    const ours = registered.filter((one) => one.url === url || one.url === known?.url);
    const current = new Map(ours.filter(isCurrent).map((one) => [one.topic, one.id]));

    const stale = ours.filter(({ topic, id }) => current.get(topic) !== id);
    const missing = topics.filter((topic) => !current.has(topic));
    for (const one of stale) await this.remove(one, signal);
    for (const topic of missing) {
      await this.api.requestOk({ method: 'POST', path: '/webhooks.json', body: { topic, url, secret } }, signal);
    }
    if (known && stale.length + missing.length === 0) return known;
    return { secret, fingerprint: null, expiresAt: null, registeredAt: new Date(), url };
  }

  private async remove({ id, url }: Webhook, signal: AbortSignal): Promise<void> {
    // Printify requires the host of the address as well
    const host = URL.canParse(url) ? `?host=${encodeURIComponent(new URL(url).hostname)}` : '';
    const path = `/webhooks/${encodeURIComponent(id)}.json${host}`;
    const response = await this.api.request({ method: 'DELETE', path }, signal);
    if (!isSuccess(response) && response.status !== 404) throw this.api.toError(response);
  }
}
