import type { ShopPage } from '@daybook/contract';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { useDaybook } from '../support/daybook.js';
import { visitShop } from '../support/shop-visit.js';

const daybook = useDaybook();
let cookie: string;

beforeAll(async () => {
  cookie = await daybook.signIn();
});

const ask = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${daybook.address}/api/pages${path}`, {
    method,
    headers: { cookie, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as ShopPage & { detail?: string } };
};
const draft = {
  slug: 'size-guide',
  title: 'Size guide',
  body: '## Shirts\n\nThey run *small*. <script>alert(1)</script>',
};

describe('a page that the owner writes', () => {
  it('is in the shop at once, linked and in the sitemap, until it is deleted', async () => {
    const { body: page } = await ask('POST', '', draft);
    const shown = await visitShop(`${daybook.address}/pages/size-guide`);
    expect(shown.texts('h1, h2, article p')).toEqual([
      'Size guide',
      'Shirts',
      'They run small. <script>alert(1)</script>',
    ]);
    expect(shown.all('article script')).toEqual([]);
    expect(shown.texts('footer a')).toContain('Size guide');
    expect(await (await fetch(`${daybook.address}/sitemap.xml`)).text()).toContain('/pages/size-guide</loc>');

    expect((await ask('DELETE', `/${page.id}`)).status).toBe(204);
    expect((await visitShop(`${daybook.address}/pages/size-guide`)).response.status).toBe(404);
    expect((await ask('DELETE', `/${page.id}`)).status).toBe(404);
  });

  it('gets a new modification time when it is edited', async () => {
    const { body: page } = await ask('POST', '', draft);
    const { body: after } = await ask('PUT', `/${page.id}`, { ...draft, title: 'Sizes', changedAt: page.changedAt });
    expect(after.title).toBe('Sizes');
    expect(Date.parse(after.changedAt)).toBeGreaterThan(Date.parse(page.changedAt));
    expect((await ask('GET', `/${page.id}`)).body).toEqual(after);
    await ask('DELETE', `/${page.id}`);
  });

  it('is not saved over somebody else’s later edit', async () => {
    const { body: page } = await ask('POST', '', draft);
    await ask('PUT', `/${page.id}`, { ...draft, body: 'Theirs', changedAt: page.changedAt });
    const late = await ask('PUT', `/${page.id}`, { ...draft, body: 'Mine', changedAt: page.changedAt });
    expect([late.status, late.body.detail]).toEqual([
      409,
      'Somebody else has changed this page. Open it again to see the current text.',
    ]);
    expect((await ask('GET', `/${page.id}`)).body.body).toBe('Theirs');
    await ask('DELETE', `/${page.id}`);
  });

  it('needs an address that no other page has', async () => {
    const { body: page } = await ask('POST', '', draft);
    expect((await ask('POST', '', draft)).status).toBe(409);
    const moved = await ask('PUT', `/${page.id}`, { ...draft, slug: 'about', changedAt: page.changedAt });
    expect([moved.status, moved.body.detail]).toEqual([409, 'Another page already has this address.']);
    await ask('DELETE', `/${page.id}`);
  });

  it.each([
    ['an address of two words', { slug: 'Two Words' }],
    ['an address that leads elsewhere', { slug: '../admin' }],
    ['no address', { slug: '' }],
    ['no title', { title: ' ' }],
    ['a title that is too long', { title: 'x'.repeat(201) }],
    ['a text that is too long', { body: 'x'.repeat(30_001) }],
  ])('is refused with %s', async (_, wrong) => {
    expect((await ask('POST', '', { ...draft, ...wrong })).status).toBe(400);
  });

  it('can be previewed', async () => {
    const { body } = await ask('POST', '/preview', { body: '**now** <b>' });
    expect(body).toEqual({ html: '<p><strong>now</strong> &lt;b&gt;</p>\n' });
  });
});

it('requires a session to read or write pages', async () => {
  const response = await fetch(`${daybook.address}/api/pages`, { method: 'POST', body: JSON.stringify(draft) });
  expect(response.status).toBe(401);
  expect((await fetch(`${daybook.address}/api/pages`)).status).toBe(401);
});
