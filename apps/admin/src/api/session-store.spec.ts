import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { aConsole } from '../../test/a-console';
import { until } from '../../test/until';
import { ApiClient } from './api-client';
import { LiveConnection } from './live-connection';
import { SessionStore } from './session-store';
import { safeReturnUrl } from './session.guard';

async function someoneAtWork() {
  const console = await aConsole();
  const router = TestBed.inject(Router);
  router.resetConfig([{ path: '**', children: [] }]);
  await router.navigateByUrl('/orders/SS-260214-0042?x=1');
  return { ...console, router, store: TestBed.inject(SessionStore), live: TestBed.inject(LiveConnection) };
}
const signInPage = '/sign-in?to=%2Forders%2FSS-260214-0042%3Fx%3D1&ended=yes';

describe('the session', () => {
  it('leads to the sign-in page and back when the api answers 401', async () => {
    const { api, router, store } = await someoneAtWork();
    api.refuse('GET /api/orders', 401, 'Sign in first.');
    await expect(TestBed.inject(ApiClient).send('GET /api/orders')).rejects.toMatchObject({ status: 401 });
    await until(() => router.url === signInPage);
    expect(store.session()).toBeNull();
  });

  it('leads there when the handshake is refused for want of a session', async () => {
    const { socket, router } = await someoneAtWork();
    socket.simulateRefusal('unauthenticated');
    await until(() => router.url === signInPage);
    expect(socket.isClosed).toBe(true);
  });

  it('leads there when the server closes the socket and the session is gone', async () => {
    const { api, socket, router } = await someoneAtWork();
    api.refuse('GET /api/session', 401, 'Sign in first.');
    socket.simulateDisconnect('io server disconnect');
    await until(() => router.url === signInPage);
  });

  it('opens the socket again when the server closed it and the session stands', async () => {
    const { socket, router, live } = await someoneAtWork();
    socket.simulateDisconnect('io server disconnect');
    expect(live.state()).toBe('reconnecting');
    await until(() => socket.connects === 1);
    expect(router.url).toBe('/orders/SS-260214-0042?x=1');
  });

  it('tries again when it was refused for another reason', async () => {
    const { socket, live } = await someoneAtWork();
    socket.simulateRefusal('unavailable');
    await until(() => socket.connects === 1);
    socket.simulateConnect();
    expect(live.state()).toBe('live');
  });

  it('stays where it is when the api cannot be reached', async () => {
    const { api, socket, router, store } = await someoneAtWork();
    api.refuse('GET /api/session', 503, 'The database is away.');
    socket.simulateDisconnect('io server disconnect');
    await until(() => socket.connects === 1);
    expect([router.url, store.session() !== null]).toEqual(['/orders/SS-260214-0042?x=1', true]);
  });

  it('goes only to places of the console after signing in', () => {
    expect(safeReturnUrl('/orders/1?x=1')).toBe('/orders/1?x=1');
    for (const to of [null, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/sign-in?to=/'])
      expect(safeReturnUrl(to)).toBe('/activity');
  });
});
