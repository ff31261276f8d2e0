import type { Provider } from '@daybook/contract';
import { createHmac } from 'node:crypto';

/** The secrets of the providers' webhooks, as the settings have them. */
export const providerSecrets = {
  PRINTIFY_WEBHOOK_SECRET: 'a-secret-of-ours-and-printify',
  PRINTFUL_WEBHOOK_SECRET: 'a013'.repeat(16),
};

/** The headers with which a provider signs a webhook. */
export function providerSignature(provider: Provider, body: Buffer): Record<string, string> {
  const { PRINTIFY_WEBHOOK_SECRET: printify, PRINTFUL_WEBHOOK_SECRET: printful } = providerSecrets;
  return provider === 'printify'
    ? { 'x-pfy-signature': `sha256=${createHmac('sha256', printify).update(body).digest('hex')}` }
    : { 'x-pf-webhook-signature': createHmac('sha256', Buffer.from(printful, 'hex')).update(body).digest('hex') };
}
