import { Database } from '@daybook/database';
import { FulfilmentProviders, WebhookRegistrations } from '@daybook/fulfilment';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { useJobs } from '../support/jobs.js';
import { useParts } from '../support/parts.js';
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
      `select concat_ws(' ', provider, url, secret, registered_at) as row from webhook_registration
       where url is not null order by provider desc`,
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
    expect(await parts.rows(`select url from webhook_registration where provider = 'printful'`)).toEqual([
      { url: 'https://shop.example/webhooks/printful' },
    ]);
  });

  it('are registered again before their registration expires, and the previous secret stays valid', async () => {
    sandbox.expireNextRegistration(new Date(Date.now() + 6 * day));
    await renew();
    const previous = secretAtPrintful();
    expect(await renew()).toEqual(['printful']);
    expect(secretAtPrintful()).not.toBe(previous);
    const printful = parts.get(FulfilmentProviders).get('printful');
    expect(await parts.get(WebhookRegistrations).activeSecrets(printful)).toEqual([secretAtPrintful(), previous]);
  });

  it('that point elsewhere are registered at this address', async () => {
    await renew();
    await parts.rows(`update webhook_registration set url = 'https://old.example/webhooks/printful'
      where provider = 'printful'`);
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
      return rows.map(({ provider, url, failure }) => [provider, url, failure]).sort();
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
    const active = await rolled
      .get(WebhookRegistrations)
      .activeSecrets(rolled.get(FulfilmentProviders).get('printify'));
    expect(active).toContain(former.secret);
  });
});
