import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anEdgeApp, password, type EdgeApp } from '../../test/edge-app.js';
import { aRawRequest } from '../../test/raw-request.js';
import { SameOrigin } from './same-origin.js';

describe('authentication', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await anEdgeApp();
  });
  afterAll(() => edge.close());

  it('answers 401 whether a thing exists or not', async () => {
    const there = await edge.visitor().get('/api/things/1').expect(401);
    const absent = await edge.visitor().get('/api/things/2').expect(401);
    expect(there.body).toEqual({ type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'Sign in first.' });
    expect(absent.body).toEqual(there.body);
    expect(absent.get('Content-Type')).toBe(there.get('Content-Type'));
  });

  it('guards every spelling of an address', async () => {
    await edge.visitor().get('/API/Things/1').expect(401);
    await edge.visitor().get('/api/things/1/').expect(401);
    await edge.visitor().get('//api/things/1').expect(404);
    await edge
      .visitor()
      .get('/%61pi/things/1')
      .expect((response) => expect([401, 404]).toContain(response.status));
  });

  it('admits signed-in users, and everybody to public routes', async () => {
    const visitor = edge.visitor();
    await visitor.get('/api/things/public').expect(200);
    await visitor.post('/api/session').send({ email: edge.email, password }).expect(200);
    await visitor.get('/API/things/1').expect(200);
  });

  it('requires no session outside /api', async () => {
    await edge.visitor().post('/hooks').expect(201);
  });
});

describe('requests from other sites', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await anEdgeApp({ PUBLIC_URL: 'http://shop.example' });
  });
  afterAll(() => edge.close());

  const post = (headers: Record<string, string>) => edge.visitor().post('/api/session').set(headers).send({});
  const arrived = 400;

  it.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['the same host by another scheme', { Origin: 'https://shop.example' }],
    ['the same host at another port', { Origin: 'http://shop.example:8080' }],
    ['an origin that hides itself', { Origin: 'null' }],
    ['an origin that is none', { Origin: 'shop.example' }],
    ['a subdomain, according to Sec-Fetch-Site', { 'Sec-Fetch-Site': 'same-site' }],
    ['another site, according to Sec-Fetch-Site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another site, according to Referer', { Referer: 'https://evil.example/shop.example' }],
  ])('refuses a POST from %s', async (_from, headers) => {
    const response = await post(headers).expect(403);
    expect(response.body).toMatchObject({
      detail: expect.stringMatching(/^The request was refused because it came from another site/),
    });
  });

  it.each([
    ['the shop’s own pages', { Origin: 'http://shop.example' }],
    ['the shop’s own pages, according to Sec-Fetch-Site', { 'Sec-Fetch-Site': 'same-origin' }],
    ['the shop’s own pages, according to Referer', { Referer: 'http://shop.example/admin/' }],
    ['the address it was sent to', { Origin: 'http://box.local:3000', Host: 'box.local:3000' }],
    ['no browser', {}],
  ])('allows a POST from %s', async (_from, headers) => {
    await post(headers).expect(arrived);
  });

  it('are refused for every unsafe method and every spelling of the path, but not for safe methods', async () => {
    const origin = { Origin: 'https://evil.example' };
    for (const method of ['post', 'put', 'patch', 'delete'] as const) {
      await edge.visitor()[method]('/API/session').set(origin).expect(403);
    }
    await edge.visitor().get('/api/things/public').set(origin).expect(200);
  });

  it('are allowed outside /api, as webhooks are', async () => {
    await edge.visitor().post('/hooks').set('Origin', 'https://stripe.example').expect(201);
  });

  it('are recognised at the handshake', () => {
    const sameOrigin = edge.app.get(SameOrigin);
    expect(sameOrigin.allows(aRawRequest({ origin: 'https://evil.example', host: 'shop.example' }))).toBe(false);
    expect(sameOrigin.allows(aRawRequest({ origin: 'http://shop.example', host: 'shop.example' }))).toBe(true);
  });
});

describe('a shop behind a proxy, over https', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await anEdgeApp({ PUBLIC_URL: 'https://shop.example', TRUST_PROXY: '1' });
  });
  afterAll(() => edge.close());

  it('ignores the Host header, which a proxy may pass on unchecked', async () => {
    const from = (Origin: string) => edge.visitor().post('/api/session').set({ Origin, Host: 'inside:3000' }).send({});
    await from('http://inside:3000').expect(403);
    await from('https://shop.example').expect(400);
  });

  it('sends Strict-Transport-Security', async () => {
    const response = await edge.visitor().get('/api/things/public');
    expect(response.get('Strict-Transport-Security')).toBe('max-age=31536000');
  });
});

describe('security headers', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await anEdgeApp();
  });
  afterAll(() => edge.close());

  it('forbid loading, framing and caching', async () => {
    const { headers } = await edge.visitor().get('/api/things/public').expect(200);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });
});
