import type { WebhookRegistration } from '@daybook/webhooks';
import { describe, expect, it } from '@jest/globals';
import { useSandbox } from '../../../../test/support/sandbox.js';
import { never } from '../../test/a-submission.js';
import { createPrintify } from './printify.js';
import { topics } from './printify-webhook.js';

const sandbox = useSandbox();
const server = sandbox.printify;
const webhooks = () => sandbox.services.printifyWebhooks.registrations;

const url = 'https://daybook.example.com/webhooks/printify';
const register = (known: WebhookRegistration | null, at = url, webhookSecrets: string[] = []) =>
  createPrintify({
    token: 'pfy-token',
    shopId: '815256',
    webhookSecrets,
    currency: 'GBP',
    apiUrl: server.url,
  }).registerWebhooks(at, known, never);
const changes = () => server.requestLines.filter((line) => !line.startsWith('GET')).length;

describe("Printify's webhooks", () => {
  it('are registered one by one, with a generated secret', async () => {
    const registered = await register(null);

    expect(registered).toMatchObject({ url, expiresAt: null, secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(webhooks().map(({ topic }) => topic)).toEqual(topics);
    for (const webhook of webhooks()) expect(webhook).toMatchObject({ url, secret: registered.secret });
  });

  it('stay as they are while nothing has changed', async () => {
    const registered = await register(null);
    server.reset();

    expect(await register(registered)).toBe(registered);
    expect(changes()).toBe(0);
  });

  it('are completed with the secret they have', async () => {
    const registered = await register(null);
    for (const one of webhooks().slice(1, 2)) sandbox.services.printifyWebhooks.unregister(one.id);

    expect((await register(registered)).secret).toBe(registered.secret);
    expect(
      webhooks()
        .map(({ topic }) => topic)
        .sort(),
    ).toEqual([...topics].sort());
    expect(new Set(webhooks().map(({ secret }) => secret))).toEqual(new Set([registered.secret]));
  });

  it('are replaced when their secret is unknown or the settings have another', async () => {
    const lost = await register(null);
    const made = await register(null);
    expect(made.secret).not.toBe(lost.secret);
    expect(webhooks()).toHaveLength(topics.length);

    expect(await register(made, url, ['of the settings', made.secret ?? ''])).toMatchObject({
      secret: 'of the settings',
    });
    expect(webhooks().map(({ secret }) => secret)).toEqual(topics.map(() => 'of the settings'));
  });

  it('follow Daybook to another address, and leave the webhooks of others alone', async () => {
    const registered = await register(null);
    sandbox.services.printifyWebhooks.register({
      topic: 'order:updated',
      url: 'https://other.example.com/',
      secret: null,
    });
    const moved = 'https://shop.example.com/webhooks/printify';

    expect(await register(registered, moved)).toMatchObject({ url: moved, secret: registered.secret });
    expect(webhooks().map((webhook) => webhook.url)).toEqual([
      'https://other.example.com/',
      ...topics.map(() => moved),
    ]);
  });

  it('are reduced to one when a topic has two', async () => {
    const registered = await register(null);
    for (const { topic, secret } of webhooks().slice(0, 1))
      sandbox.services.printifyWebhooks.register({ topic, url, secret });
    expect(webhooks()).toHaveLength(topics.length + 1);

    await register(registered);
    expect(webhooks().map(({ topic }) => topic)).toHaveLength(topics.length);
  });

  it('give the reason of a refusal, and complete a partial registration the next time', async () => {
    server.once(/^DELETE/, { status: 404 });
    server.once(/^POST/, {
      status: 400,
      body: { message: 'Validation failed.', errors: { url: ['The url format is invalid.'] } },
    });

    await expect(register(null)).rejects.toThrow('the url format is invalid');
    await register(null);
    expect(webhooks()).toHaveLength(topics.length);
  });
});
