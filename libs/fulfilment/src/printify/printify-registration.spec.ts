import { beforeEach, describe, expect, it } from '@jest/globals';
import { never } from '../../test/a-submission.js';
import { PrintifyStub } from '../../test/printify-stub.js';
import { useStub } from '../../test/stub-server.js';
import type { WebhookRegistration } from '../provider/provider.js';
import { createPrintify } from './printify.js';
import { topics } from './printify-webhook.js';

const there = new PrintifyStub();
const stub = useStub(there.answer);
beforeEach(() => there.clear());

const url = 'https://daybook.example.com/webhooks/printify';
const register = (known: WebhookRegistration | null, at = url, webhookSecrets: string[] = []) =>
  createPrintify({
    token: 'pfy-token',
    shopId: '815256',
    webhookSecrets,
    currency: 'GBP',
    apiUrl: stub.url,
  }).registerWebhooks(at, known, never);
const changes = () => stub.asked.filter((asked) => !asked.startsWith('GET')).length;

describe("Printify's webhooks", () => {
  it('are registered one by one, with a secret made for them', async () => {
    const kept = await register(null);

    expect(kept).toMatchObject({ url, expiresAt: null, secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(there.webhooks.map(({ topic }) => topic)).toEqual(topics);
    for (const webhook of there.webhooks) expect(webhook).toMatchObject({ url, secret: kept.secret });
  });

  it('stay as they are while nothing has changed', async () => {
    const kept = await register(null);
    stub.forget();

    expect(await register(kept)).toBe(kept);
    expect(changes()).toBe(0);
  });

  it('are completed with the secret they have', async () => {
    const kept = await register(null);
    there.webhooks.splice(1, 1);

    expect((await register(kept)).secret).toBe(kept.secret);
    expect(there.webhooks.map(({ topic }) => topic).sort()).toEqual([...topics].sort());
    expect(new Set(there.webhooks.map(({ secret }) => secret))).toEqual(new Set([kept.secret]));
  });

  it('are replaced when the secret is not known, or the settings have another', async () => {
    const lost = await register(null);
    const made = await register(null);
    expect(made.secret).not.toBe(lost.secret);
    expect(there.webhooks).toHaveLength(topics.length);

    expect(await register(made, url, ['of the settings', made.secret])).toMatchObject({ secret: 'of the settings' });
    expect(there.webhooks.map(({ secret }) => secret)).toEqual(topics.map(() => 'of the settings'));
  });

  it('follow Daybook to another address, and leave what others have registered alone', async () => {
    const kept = await register(null);
    there.webhooks.push({ id: 'x', topic: 'order:updated', url: 'https://other.example.com/', secret: undefined });
    const moved = 'https://shop.example.com/webhooks/printify';

    expect(await register(kept, moved)).toMatchObject({ url: moved, secret: kept.secret });
    expect(there.webhooks.map((webhook) => webhook.url)).toEqual([
      'https://other.example.com/',
      ...topics.map(() => moved),
    ]);
  });

  it('are registered once, should there be two of a topic', async () => {
    const kept = await register(null);
    there.webhooks.push({ ...there.webhooks[0], id: 'twice' } as never);

    await register(kept);
    expect(there.webhooks.map(({ topic }) => topic)).toHaveLength(topics.length);
  });

  it('that are refused say why, and what was half done is mended the next time', async () => {
    stub.once(/^DELETE/, { status: 404 });
    stub.once(/^POST/, {
      status: 400,
      body: { message: 'Validation failed.', errors: { url: ['The url format is invalid.'] } },
    });

    await expect(register(null)).rejects.toThrow('the url format is invalid');
    await register(null);
    expect(there.webhooks).toHaveLength(topics.length);
  });
});
