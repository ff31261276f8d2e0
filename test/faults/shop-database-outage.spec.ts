import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { startApi } from '../support/daybook.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { visitShop } from '../support/shop-visit.js';
import { aTcpProxyTo, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
let wire: TcpProxy;
let api: NestExpressApplication;

beforeAll(async () => {
  database = await aDatabase();
  wire = await aTcpProxyTo(database.url);
  api = await startApi(wire.url, { SHOP_NAME: 'Saltmarsh Studio' });
});
afterAll(async () => {
  await api.close();
  await wire.cut();
  await database.drop();
});

it('the shop shows a page of its own while the database is down, and recovers with it', async () => {
  const address = await api.getUrl();
  await wire.cut();
  for (const path of ['/', '/collections/x', '/cart?', '/sitemap.xml']) {
    const page = await visitShop(address + path, { headers: { cookie: `daybook_cart=${crypto.randomUUID()}` } });
    expect([path, page.response.status, page.texts('h1, .mark')]).toEqual([
      path,
      503,
      ['Saltmarsh Studio', 'Unavailable'],
    ]);
    expect(page.response.headers.get('retry-after')).toBe('5');
    expect(page.response.headers.get('cache-control')).toBe('no-store');
  }
  expect((await visitShop(`${address}/robots.txt`)).response.status).toBe(200);
  await wire.mend();
  await waitFor(async () => (await visitShop(`${address}/`)).response.status === 200);
});
