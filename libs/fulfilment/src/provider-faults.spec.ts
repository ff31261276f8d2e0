import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '@daybook/config';
import { collect, aRetryPolicy } from '../test/a-retry-policy.js';
import { aSubmission, never } from '../test/a-submission.js';
import { useStub, type Mishap } from '../test/stub-server.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { createPrintful } from './printful/printful.js';
import { createPrintify } from './printify/printify.js';
import type { FulfilmentProvider } from './provider/provider.js';
import { ProviderError } from './provider/provider-error.js';

const stub = useStub(() => ({ status: 418 }));
const account = () => ({
  token: 'token',
  shopId: '1',
  storeId: '1',
  webhookSecrets: [],
  currency: 'GBP',
  apiUrl: stub.url,
});
const { patience: impatient } = aRetryPolicy({ maxRateLimited: 1, maxFailures: 1 });
const providers: Record<string, (timeoutMs: number) => FulfilmentProvider> = {
  Printify: (timeoutMs) => createPrintify(account(), { timeoutMs, maxBytes: 100_000 }, impatient),
  Printful: (timeoutMs) => createPrintful(account(), { timeoutMs, maxBytes: 100_000 }, impatient),
};

const calls: Record<string, (provider: FulfilmentProvider) => Promise<unknown>> = {
  submit: (provider) => provider.submit(aSubmission(), never),
  'submit again': (provider) => provider.submit(aSubmission({ firstAttemptedAt: new Date() }), never),
  read: (provider) => provider.getUpdates('1', never),
  cancel: (provider) => provider.cancel('1', never),
  'list products': (provider) => collect(provider.listProducts(never)),
  'register webhooks': (provider) => provider.registerWebhooks('https://daybook.example.com/', null, never),
};

const patience = 10_000;
const mishaps: [string, { mishap: Mishap; timeoutMs: number; message: string; retryAfterSeconds?: number }][] = [
  ['hangs', { mishap: () => undefined, timeoutMs: 60, message: 'no answer within 0.06 s' }],
  [
    'drips',
    {
      mishap: (_heard, response) => {
        response.writeHead(200).write('{');
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(drip));
      },
      timeoutMs: 60,
      message: 'no answer within 0.06 s',
    },
  ],
  ['fails', { mishap: { status: 500 }, timeoutMs: patience, message: 'the server failed (500)' }],
  ['asks for patience', { mishap: { status: 429 }, timeoutMs: patience, message: 'API rate limit exceeded' }],
  [
    'says for how long',
    {
      mishap: { status: 429, headers: { 'retry-after': '30' } },
      timeoutMs: patience,
      message: 'API rate limit exceeded',
      retryAfterSeconds: 30,
    },
  ],
  ['shows a web page', { mishap: { body: '<html>' }, timeoutMs: patience, message: 'the answer is a web page (200)' }],
  [
    'pours',
    { mishap: { body: 'a'.repeat(100_001) }, timeoutMs: patience, message: 'the answer is larger than 0.1 MB' },
  ],
  [
    'hangs up',
    { mishap: (_heard, response) => response.destroy(), timeoutMs: patience, message: 'the connection was cut' },
  ],
];

describe.each(Object.keys(providers))('%s', (name) => {
  const provider = (timeoutMs = patience) => {
    const made = providers[name]?.(timeoutMs);
    if (!made) throw new Error(`there is no ${name}`);
    return made;
  };

  describe.each(mishaps)('that %s', (_what, { mishap, timeoutMs, message, retryAfterSeconds }) => {
    it.each(Object.entries(calls))('fails once, in a sentence: %s', async (_call, call) => {
      stub.once(/./, mishap);

      const error: unknown = await call(provider(timeoutMs)).catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(ProviderError);
      expect(error).toMatchObject({ message, retryAfterSeconds: retryAfterSeconds ?? 0 });
      // on a busy machine the time may be over before the request has arrived
      expect(stub.heard.length).toBeLessThanOrEqual(1);
    });
  });

  it.each(Object.entries(calls).filter(([call]) => call !== 'cancel'))(
    'that answers nothing fails in a sentence: %s',
    async (_call, call) => {
      stub.once(/./, {});

      await expect(call(provider())).rejects.toThrow('the answer cannot be understood (the whole of it)');
    },
  );
});

describe('the providers there are', () => {
  it('have the accounts of the settings', () => {
    const settings = loadSettings({ DATABASE_URL: 'postgres://localhost/daybook', PRINTFUL_TOKEN: 'pf-token' });
    const all = new FulfilmentProviders(settings);

    expect(all.all.map(({ name, isConfigured }) => [name, isConfigured])).toEqual([
      ['printify', false],
      ['printful', true],
    ]);
    expect(all.get('printful')).toBe(all.all[1]);
  });
});
