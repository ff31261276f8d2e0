import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { aRawRequest } from '../../test/raw-request.js';
import { anEdgeApp, password, type EdgeApp } from '../../test/edge-app.js';
import { statementsOf } from '../../../../test/support/statements-of.js';
import { BrowserSessions, toSessionRoom } from '../security/browser-sessions.js';

describe('signing in and out', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await anEdgeApp({ SHOP_NAME: 'Sun & Sand' });
  });
  afterAll(() => edge.close());

  const signedIn = async () => {
    const visitor = edge.visitor();
    const response = await visitor.post('/api/session').send({ email: edge.email, password }).expect(200);
    return { visitor, cookie: cookieOf(response) };
  };
  const storedSessions = async () =>
    (await sql<{ sid: string }>`select sid from user_session`.execute(edge.database.kysely())).rows.map(
      ({ sid }) => sid,
    );

  it('returns the user and what the console needs to know about the shop', async () => {
    const { visitor } = await signedIn();
    const response = await visitor.get('/api/session').expect(200);
    expect(response.body).toEqual({
      user: { id: expect.any(String), name: 'Owner', email: edge.email },
      shop: { name: 'Sun & Sand', currency: 'GBP', locale: 'en-GB', timeZone: 'Europe/London' },
    });
  });

  it('sets an HttpOnly cookie for two weeks', async () => {
    const response = await edge.visitor().post('/api/session').send({ email: edge.email, password });
    const [cookie = ''] = response.get('Set-Cookie') ?? [];
    expect(cookie).toMatch(/^daybook=/);
    expect(cookie.split('; ').slice(1).map(withoutTime)).toEqual(['Path=/', 'Expires', 'HttpOnly', 'SameSite=Lax']);
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '');
    expect(Math.round((expires - Date.now()) / 86_400_000)).toBe(14);
  });

  it('answers a wrong password and an unknown account in the same way', async () => {
    const wrong = await edge
      .visitor()
      .post('/api/session')
      .send({ email: edge.email, password: 'not this' })
      .expect(401);
    const unknown = await edge
      .visitor()
      .post('/api/session')
      .send({ email: 'nobody@example.com', password })
      .expect(401);
    expect(wrong.body).toHaveProperty('detail', 'The e-mail address or password is incorrect.');
    expect(unknown.body).toEqual(wrong.body);
    expect(unknown.get('Set-Cookie')).toEqual(wrong.get('Set-Cookie'));
  });

  it('starts a new session at every sign-in, ends the previous one and disconnects its sockets', async () => {
    const { visitor, cookie } = await signedIn();
    edge.disconnectedRooms.length = 0;
    const again = await visitor.post('/api/session').send({ email: edge.email, password }).expect(200);

    expect(cookieOf(again)).not.toBe(cookie);
    await edge.visitor().get('/api/session').set('Cookie', cookie).expect(401);
    await visitor.get('/api/session').expect(200);
    expect(edge.disconnectedRooms).toEqual([toSessionRoom(sidOf(cookie))]);
  });

  it('ends the session at sign-out, clears the cookie and disconnects the sockets', async () => {
    const { visitor, cookie } = await signedIn();
    edge.disconnectedRooms.length = 0;
    const response = await visitor.delete('/api/session').expect(204);

    expect(response.get('Set-Cookie')?.[0]).toMatch(/^daybook=; .*Expires=Thu, 01 Jan 1970/);
    await edge.visitor().get('/api/session').set('Cookie', cookie).expect(401);
    expect(edge.disconnectedRooms).toEqual([toSessionRoom(sidOf(cookie))]);
    await visitor.delete('/api/session').expect(204);
  });

  it('refuses an expired session', async () => {
    const { visitor } = await signedIn();
    await sql`update user_session set expire = now() - interval '1 second'`.execute(edge.database.kysely());
    await visitor.get('/api/session').expect(401);
  });

  it('refuses a cookie with a forged signature without a query', async () => {
    const { cookie } = await signedIn();
    const forged = `${cookie.slice(0, -3)}AAA`;
    const statements = await statementsOf(() => edge.visitor().get('/api/session').set('Cookie', forged).expect(401));
    expect(statements).toEqual([]);
  });

  it('costs one read-only statement per signed-in request', async () => {
    const { visitor } = await signedIn();
    const statements = await statementsOf(() => visitor.get('/api/session').expect(200));
    expect(statements.map(({ text }) => text)).toEqual([expect.stringMatching(/^SELECT sess FROM "user_session"/)]);
  });

  it('stores no session for a visitor who is not signed in', async () => {
    const before = await storedSessions();
    const visitor = edge.visitor();
    await visitor.get('/api/things/public').expect(200);
    await visitor.post('/api/session').send({ email: 'nobody@example.com', password }).expect(401);
    await visitor.delete('/api/session').expect(204);
    expect(await storedSessions()).toEqual(before);
  });

  it('finds the user of a request that has not passed express, such as a handshake', async () => {
    const { visitor, cookie } = await signedIn();
    const sessions = edge.app.get(BrowserSessions);
    expect(await sessions.findUser(aRawRequest({ cookie }))).toMatchObject({
      email: edge.email,
      sessionRoom: toSessionRoom(sidOf(cookie)),
    });
    expect(await sessions.findUser(aRawRequest({}))).toBeNull();
    await visitor.delete('/api/session');
    expect(await sessions.findUser(aRawRequest({ cookie }))).toBeNull();
  });

  it('limits guessing, and says for how long in a sentence and a header', async () => {
    const guess = () => edge.visitor().post('/api/session').send({ email: 'victim@example.com', password: 'guess' });
    for (let failure = 0; failure < 5; failure++) await guess().expect(401);
    const response = await guess().expect(429);
    expect(response.body).toHaveProperty('detail', 'Too many attempts to sign in. Try again in 15 minutes.');
    expect(Number(response.get('Retry-After'))).toBeGreaterThan(800);
  });
});

describe('the cookie of a shop served over https', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await anEdgeApp({ PUBLIC_URL: 'https://shop.example', TRUST_PROXY: '1' });
  });
  afterAll(() => edge.close());

  const signIn = () => edge.visitor().post('/api/session').send({ email: edge.email, password });

  it('is Secure when the proxy says that the browser used https', async () => {
    const response = await signIn().set('X-Forwarded-Proto', 'https').expect(200);
    expect(response.get('Set-Cookie')?.[0]).toMatch(/; Secure/);
  });

  it('is refused to a browser that used http, with a sentence that says why', async () => {
    const response = await signIn().expect(400);
    expect(response.body).toMatchObject({ detail: expect.stringMatching(/^Sign in at https:\/\/shop\.example/) });
  });

  it('counts sign-in attempts by the client address that the proxy reports', async () => {
    const guess = (address: string) =>
      edge
        .visitor()
        .post('/api/session')
        .set({ 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': address })
        .send({ email: edge.email, password: 'guess' });
    for (let failure = 0; failure < 5; failure++) await guess('203.0.113.7').expect(401);
    await guess('203.0.113.7').expect(429);
    await guess('203.0.113.8').expect(401);
  });
});

function cookieOf(response: { get(name: 'Set-Cookie'): string[] | undefined }): string {
  return response.get('Set-Cookie')?.[0]?.split(';')[0] ?? '';
}

/** The session id within a signed cookie, `s:<sid>.<signature>`. */
function sidOf(cookie: string): string {
  return /s:([^.]+)\./.exec(decodeURIComponent(cookie))?.[1] ?? '';
}

function withoutTime(attribute: string): string {
  return attribute.replace(/^Expires=.*/, 'Expires');
}
