import { Settings } from '@daybook/config';
import type { Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { FulfilmentProviders } from '@daybook/fulfilment';
import { RejectedWebhooks, WebhookIntake, WebhookRegistrations, WebhookSources } from '@daybook/webhooks';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
import { providerSignature } from '../support/provider-signature.js';
import { useSandbox } from '../support/sandbox.js';

const day = 24 * 3_600_000;

const sandbox = useSandbox();
const parts = useParts(() => ({ PUBLIC_URL: 'https://shop.example', ...sandbox.settings }));

const jobs = useJobs(parts);
const renew = async () => {
  const secrets = await registered();
  for (const provider of ['printify', 'printful']) await jobs.run('register-webhooks', { provider });
  return (await registered()).filter((row) => !secrets.includes(row)).map((row) => row.split(' ')[0]);
};
/** `PROVIDER URL SECRET TIME` of each registration. */
const registered = async () =>
  (
    await parts.rows<{ row: string }>(
      `select concat_ws(' ', source, url, secret, registered_at) as row from webhook_registration
       where url is not null order by source desc`,
    )
  ).map(({ row }) => row);
const secretAtPrintful = () => sandbox.services.printfulWebhooks.configuration?.secretKey;

beforeEach(() => parts.rows('delete from webhook_registration'));

describe('webhooks', () => {
  it('are registered once, at the public address', async () => {
    expect(await renew()).toEqual(['printify', 'printful']);
    expect(await renew()).toEqual([]);
    expect(sandbox.printful.requestLines.filter((line) => !line.startsWith('GET'))).toEqual(['POST /v2/webhooks']);
    expect(sandbox.services.printfulWebhooks.configuration?.defaultUrl).toBe('https://shop.example/webhooks/printful');
    expect(await parts.rows(`select url from webhook_registration where source = 'printful'`)).toEqual([
      { url: 'https://shop.example/webhooks/printful' },
    ]);
  });

  it('are registered again before their registration expires, and the previous secret stays valid', async () => {
    sandbox.expireNextRegistration(new Date(Date.now() + 6 * day));
    await renew();
    const previous = secretAtPrintful();
    expect(await renew()).toEqual(['printful']);
    expect(secretAtPrintful()).not.toBe(previous);
    const secrets = () => parts.get(WebhookRegistrations).secretsOf('printful');
    expect(await secrets()).toEqual([secretAtPrintful(), previous]);
  });

  it('that point elsewhere are registered at this address', async () => {
    await renew();
    await parts.rows(`update webhook_registration set url = 'https://old.example/webhooks/printful'
      where source = 'printful'`);
    expect(await renew()).toEqual(['printful']);
  });

  it('that were deleted at a provider are registered again', async () => {
    await renew();
    const [one] = sandbox.services.printifyWebhooks.registrations;
    sandbox.services.printifyWebhooks.unregister(one?.id ?? '');
    sandbox.services.printfulWebhooks.removeConfiguration();

    expect(await renew()).toEqual(['printify', 'printful']);
    expect(sandbox.services.printifyWebhooks.registrations.map(({ topic }) => topic).sort()).toEqual([
      ...['order:created', 'order:sent-to-production', 'order:shipment:created', 'order:shipment:delivered'],
      'order:updated',
    ]);
    expect(sandbox.services.printfulWebhooks.configuration?.events).toHaveLength(11);
  });

  it('that are refused are recorded with the reason until registration succeeds; one provider does not block another', async () => {
    const listed = async () => {
      const rows = await parts.get(WebhookRegistrations).list();
      return rows.map(({ source, url, failure }) => [source, url, failure]).sort();
    };
    const [atPrintify, atPrintful] = ['printify', 'printful'].map((name) => `https://shop.example/webhooks/${name}`);
    const reason = 'The address cannot be reached.';
    sandbox.planFault({ service: 'printify', kind: 'reject', operation: 'webhooks', reason });
    expect(await renew()).toEqual(['printful']);
    expect(await listed()).toEqual([
      ['printful', atPrintful, null],
      ['printify', null, 'the address cannot be reached'],
    ]);

    expect(await renew()).toEqual(['printify']);
    expect(await listed()).toEqual([
      ['printful', atPrintful, null],
      ['printify', atPrintify, null],
    ]);
  });
});

describe('the secrets of registrations', () => {
  it('are asked for once in two seconds, however many strangers sign', async () => {
    const registrations = new WebhookRegistrations(parts.get(Database), parts.get(Settings));
    const [queries, now] = [jest.spyOn(parts.get(Database), 'kysely'), jest.spyOn(performance, 'now')];
    const ask = (at: number) => {
      now.mockReturnValue(at);
      return Promise.all(Array.from({ length: 20 }, () => registrations.secretsOf('stripe')));
    };
    await ask(1);
    await ask(2_001);
    expect(queries).toHaveBeenCalledTimes(1);
    await ask(2_002);
    expect(queries).toHaveBeenCalledTimes(2);
    jest.restoreAllMocks();
  });

  it.each([
    [47, ['new', 'former']],
    [49, ['new']],
  ])('have the former one after %i hours: %j', async (hours, secrets) => {
    await parts.rows(
      `insert into webhook_registration (source, secret, former_secret, registered_at)
       values ('stripe', 'new', 'former', now() - $1 * interval '1 hour')`,
      [hours],
    );
    const registrations = new WebhookRegistrations(parts.get(Database), parts.get(Settings));
    expect(await registrations.secretsOf('stripe')).toEqual(secrets);
  });
});

describe('a secret of Printify that is rolled in the settings', () => {
  const rolled = useParts(() => ({
    ...{ PUBLIC_URL: 'https://shop.example', ...sandbox.settings },
    PRINTIFY_WEBHOOK_SECRET: 'the-new-secret-of-ours,the-old-secret-of-ours',
  }));

  it('reaches Printify though the address is the same, and the former one stays valid', async () => {
    const api = parts.get(FulfilmentProviders).get('printify');
    const url = 'https://shop.example/webhooks/printify';
    const former = await api.registerWebhooks(url, null, new AbortController().signal);
    await rolled.get(Database).transaction((tx) => rolled.get(WebhookRegistrations).save(tx, 'printify', former));

    await useJobs(rolled).run('register-webhooks', { provider: 'printify' });
    const secrets = sandbox.services.printifyWebhooks.registrations.map(({ secret }) => secret);
    expect(new Set(secrets)).toEqual(new Set(['the-new-secret-of-ours']));
    expect(await rolled.get(WebhookRegistrations).secretsOf('printify')).toContain(former.secret);
  });
});

describe('a webhook without a registered secret', () => {
  const providers = ['printify', 'printful'] as const;
  let time = Number.MAX_SAFE_INTEGER / 2;
  beforeEach(() => {
    // what earlier tests have registered is known no longer
    jest.spyOn(performance, 'now').mockReturnValue((time += 10_000));
    return parts.rows('delete from activity_log');
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  async function receive(provider: Provider) {
    const body = Buffer.from('{}');
    const source = parts.get(WebhookSources).get(provider);
    const received = await parts.get(WebhookIntake).receive(source, body, providerSignature(provider, body));
    await parts.get(RejectedWebhooks).flush();
    return [
      received.outcome,
      await parts.rows(`select message from activity_log where event_type = 'webhook.rejected'`),
    ];
  }

  it.each(providers)(
    'of %s has to be sent again while the registration is under way, and nobody is told',
    async (provider) => {
      expect(await receive(provider)).toEqual(['too_early', []]);
    },
  );

  it.each(providers)('of %s is rejected, and told, once the registration has failed', async (provider) => {
    await parts
      .get(Database)
      .transaction((tx) => parts.get(WebhookRegistrations).recordFailure(tx, provider, 'the token may not'));
    expect(await receive(provider)).toEqual(['rejected', [{ message: expect.stringContaining('bad signature') }]]);
  });
});
