import { describe, expect, it } from '@jest/globals';
import { never } from '../../test/a-submission.js';
import { usePrintful } from '../../test/use-printful.js';
import type { WebhookRegistration } from '../provider/provider.js';
import { eventTypes } from './printful-webhook.js';

const { there, stub, printful } = usePrintful();
const url = 'https://daybook.example.com/webhooks/printful';
const register = (known: WebhookRegistration | null, at = url) => printful().registerWebhooks(at, known, never);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describe("Printful's webhooks", () => {
  it('are registered at once, and their secret is kept, being shown once', async () => {
    there.expiresAt = '2031-01-01T00:00:00Z';

    expect(await register(null)).toEqual({
      url,
      secret: there.configuration?.secret_key,
      expiresAt: new Date('2031-01-01T00:00:00Z'),
      registeredAt: expect.any(Date),
    });
    expect(there.configuration).toMatchObject({ default_url: url, events: eventTypes.map((type) => ({ type })) });
  });

  it('stay as they are while they stand', async () => {
    const kept = await register(null);
    stub.forget();

    expect(await register(kept)).toBe(kept);
    expect(stub.asked).toEqual(['GET /v2/webhooks']);
  });

  it('are renewed in the week before they expire', async () => {
    there.expiresAt = inDays(8).toISOString();
    const kept = await register(null);
    expect(await register(kept)).toBe(kept);

    there.expiresAt = inDays(6).toISOString();
    const short = await register(null);
    there.expiresAt = null;
    expect(await register(short)).toMatchObject({ expiresAt: null, secret: there.configuration?.secret_key });
  });

  it.each([
    ['gone', () => (there.configuration = null)],
    [
      'at another address',
      () => Object.assign(there.configuration ?? {}, { default_url: 'https://other.example.com/' }),
    ],
    ['of fewer types', () => there.configuration?.events.pop()],
    ['expired', () => Object.assign(there.configuration ?? {}, { expires_at: '2020-01-01T00:00:00Z' })],
  ])('are registered anew when they are %s', async (_how, change) => {
    const kept = await register(null);
    change();

    const renewed = await register(kept);
    expect(renewed.secret).not.toBe(kept.secret);
    expect(there.configuration).toMatchObject({ default_url: url, expires_at: null });
  });

  it('follow Daybook to another address', async () => {
    const moved = 'https://shop.example.com/webhooks/printful';

    expect(await register(await register(null), moved)).toMatchObject({ url: moved });
    expect(there.configuration?.default_url).toBe(moved);
  });

  it('without a secret that could check anything are not taken', async () => {
    const answer = { default_url: url, expires_at: null, events: [] };
    stub.once(/POST/, { body: { data: { ...answer, secret_key: 'of words' } } });
    await expect(register(null)).rejects.toThrow('the answer cannot be understood (secret_key)');

    stub.once(/POST/, { body: { data: { ...answer, secret_key: 'a013' } } });
    expect(await register(null)).toMatchObject({ secret: 'a013' });
  });

  it('that are refused say why', async () => {
    stub.once(/POST/, {
      status: 400,
      body: { code: 400, result: 'x', error: { message: 'The URL has to be HTTPS.' } },
    });

    await expect(register(null)).rejects.toThrow('the URL has to be HTTPS');
  });
});
