import type { Provider } from '@daybook/contract';
import {
  FulfilmentProviders,
  ProviderError,
  WebhookRegistrations,
  type WebhookRegistration,
} from '@daybook/fulfilment';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AProvider } from '../support/a-provider.js';
import { useParts } from '../support/parts.js';

const day = 24 * 3_600_000;

class Registering extends AProvider {
  readonly asked: (WebhookRegistration | null)[] = [];
  expiresInMs = 30 * day;
  refuses: string | null = null;

  override async registerWebhooks(url: string, known: WebhookRegistration | null): Promise<WebhookRegistration> {
    this.asked.push(known);
    if (this.refuses !== null) throw new ProviderError(this.refuses);
    const expiresAt = new Date(Date.now() + this.expiresInMs);
    return { url, secret: `secret ${this.asked.length}`, registeredAt: new Date(), expiresAt };
  }
}

let printful = new Registering('printful');
let printify = new Registering('printify');
const parts = useParts({ PUBLIC_URL: 'https://shop.example' }, (testing) =>
  testing.overrideProvider(FulfilmentProviders).useValue({
    get all() {
      return [printify, printful];
    },
    get: (name: Provider) => ({ printify, printful })[name],
  }),
);

const renew = () => parts.get(WebhookRegistrations).ensureRegistered(new AbortController().signal);

beforeEach(async () => {
  printful = new Registering('printful');
  printify = new Registering('printify');
  await parts.rows('delete from webhook_registration');
});

describe('webhooks', () => {
  it('are registered once, at the public address', async () => {
    expect(await renew()).toEqual(['printify', 'printful']);
    expect(await renew()).toEqual([]);
    expect(printful.asked).toEqual([null]);
    expect(await parts.rows(`select url from webhook_registration where provider = 'printful'`)).toEqual([
      { url: 'https://shop.example/webhooks/printful' },
    ]);
  });

  it('are registered again before their registration expires, and the previous secret stays valid', async () => {
    printful.expiresInMs = 6 * day;
    await renew();
    expect(await renew()).toEqual(['printful']);
    expect(printful.asked[1]).toMatchObject({ secret: 'secret 1' });
    expect(await parts.get(WebhookRegistrations).activeSecrets(printful)).toEqual(['secret 2', 'secret 1']);
  });

  it('that point elsewhere are registered at this address', async () => {
    await renew();
    await parts.rows(`update webhook_registration set url = 'https://old.example/webhooks/printful'
      where provider = 'printful'`);
    expect(await renew()).toEqual(['printful']);
  });

  it('that are refused are recorded with the reason until registration succeeds; one provider does not block another', async () => {
    const listed = async () => {
      const rows = await parts.get(WebhookRegistrations).list();
      return rows.map(({ provider, url, failure }) => [provider, url, failure]).sort();
    };
    const [atPrintify, atPrintful] = ['printify', 'printful'].map((name) => `https://shop.example/webhooks/${name}`);
    printify.refuses = 'the address cannot be reached';
    await expect(renew()).rejects.toThrow('the address cannot be reached');
    expect(await listed()).toEqual([
      ['printful', atPrintful, null],
      ['printify', null, 'the address cannot be reached'],
    ]);

    printify.refuses = null;
    expect(await renew()).toEqual(['printify']);
    expect(await listed()).toEqual([
      ['printful', atPrintful, null],
      ['printify', atPrintify, null],
    ]);
  });
});
