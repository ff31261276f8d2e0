import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '@daybook/config';
import { useRecordingProxy, type Fault } from '../../../test/support/recording-proxy.js';
import { createRetryPolicy } from '../test/retry-policy.js';
import { aSubmission, never } from '../test/a-submission.js';
import { FulfilmentProviders } from './fulfilment-providers.js';
import { createPrintful } from './printful/printful.js';
import { createPrintify } from './printify/printify.js';
import type { FulfilmentProvider } from './provider/provider.js';
import { ProviderError } from './provider/provider-error.js';

const server = useRecordingProxy();
const account = () => ({
  token: 'token',
  shopId: '1',
  storeId: '1',
  webhookSecrets: [],
  currency: 'GBP',
  apiUrl: server.url,
});
const { retryPolicy } = createRetryPolicy({ maxRateLimited: 1, maxFailures: 1 });
const providers: Record<string, (timeoutMs: number) => FulfilmentProvider> = {
  Printify: (timeoutMs) => createPrintify(account(), { timeoutMs, maxBytes: 100_000 }, retryPolicy),
  Printful: (timeoutMs) => createPrintful(account(), { timeoutMs, maxBytes: 100_000 }, retryPolicy),
};

const calls: Record<string, (provider: FulfilmentProvider) => Promise<unknown>> = {
  submit: (provider) => provider.submit(aSubmission(), never),
  'submit again': (provider) => provider.submit(aSubmission({ firstAttemptedAt: new Date() }), never),
  read: (provider) => provider.getUpdates('1', never),
  cancel: (provider) => provider.cancel('1', never),
  'list products': (provider) => provider.listProducts(null, never),
  'register webhooks': (provider) => provider.registerWebhooks('https://daybook.example.com/', null, never),
};

const defaultTimeoutMs = 10_000;
const faults: [string, { fault: Fault; timeoutMs: number; message: string; retryAfterSeconds?: number }][] = [
  ['hangs', { fault: () => undefined, timeoutMs: 60, message: 'no answer within 0.06 s' }],
  [
    'responds slowly without an end',
    {
      fault: (_request, response) => {
        response.writeHead(200).write('{');
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(drip));
      },
      timeoutMs: 60,
      message: 'no answer within 0.06 s',
    },
  ],
  ['has an error', { fault: { status: 500 }, timeoutMs: defaultTimeoutMs, message: 'the server failed (500)' }],
  ['is rate limited', { fault: { status: 429 }, timeoutMs: defaultTimeoutMs, message: 'API rate limit exceeded' }],
  [
    'is rate limited for a given time',
    {
      fault: { status: 429, headers: { 'retry-after': '30' } },
      timeoutMs: defaultTimeoutMs,
      message: 'API rate limit exceeded',
      retryAfterSeconds: 30,
    },
  ],
  [
    'sends a web page',
    { fault: { body: '<html>' }, timeoutMs: defaultTimeoutMs, message: 'the answer is a web page (200)' },
  ],
  [
    'sends too much',
    { fault: { body: 'a'.repeat(100_001) }, timeoutMs: defaultTimeoutMs, message: 'the answer is larger than 0.1 MB' },
  ],
  [
    'cuts the connection',
    {
      fault: (_request, response) => void response.destroy(),
      timeoutMs: defaultTimeoutMs,
      message: 'the connection was cut',
    },
  ],
];

describe.each(Object.keys(providers))('%s', (name) => {
  const provider = (timeoutMs = defaultTimeoutMs) => {
    const made = providers[name]?.(timeoutMs);
    if (!made) throw new Error(`there is no ${name}`);
    return made;
  };

  describe.each(faults)('that %s', (_what, { fault, timeoutMs, message, retryAfterSeconds }) => {
    it.each(Object.entries(calls))('fails without a retry, in a sentence: %s', async (_call, call) => {
      server.once(/./, fault);

      const error: unknown = await call(provider(timeoutMs)).catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(ProviderError);
      expect(error).toMatchObject({ message, retryAfterSeconds: retryAfterSeconds ?? 0 });
      // on a busy machine the time may be over before the request has arrived
      expect(server.requests.length).toBeLessThanOrEqual(1);
    });
  });

  it.each(Object.entries(calls).filter(([call]) => call !== 'cancel'))(
    'that sends an empty response fails in a sentence: %s',
    async (_call, call) => {
      server.once(/./, {});

      await expect(call(provider())).rejects.toThrow('the answer cannot be understood (the whole of it)');
    },
  );
});

describe('the providers', () => {
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
