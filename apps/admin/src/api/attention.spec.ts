import { TestBed } from '@angular/core/testing';
import { aConsole } from '../../test/a-console';
import { until } from '../../test/until';
import { Attention } from './attention';

const attentionCount = (count: number) => ({ count, isCapped: false, at: '2026-02-14T12:00:00.000Z' });

async function aCount() {
  const console = await aConsole();
  const attention = TestBed.inject(Attention);
  TestBed.tick();
  return { ...console, attention };
}

describe('the attention count', () => {
  it('shows what the socket pushes, without a request', async () => {
    const { api, socket, attention } = await aCount();
    api.requests.length = 0;
    socket.push('attention:count', attentionCount(3));
    expect([attention.count(), api.requests]).toEqual([3, []]);
  });

  it('is fetched when the socket is silent', async () => {
    const { api, attention } = await aCount();
    api.answer('GET /api/activity/attention', { count: 5, isCapped: false });
    await until(() => attention.count() === 5);
  });

  it('is fetched again after a lost connection', async () => {
    const { api, socket, attention } = await aCount();
    socket.push('attention:count', attentionCount(3));
    api.answer('GET /api/activity/attention', { count: 7, isCapped: false });
    socket.simulateDisconnect();
    socket.simulateConnect();
    await until(() => attention.count() === 7);
  });

  it('keeps what was pushed while an older response was in flight', async () => {
    const { api, socket, attention } = await aCount();
    const held = api.hold('GET /api/activity/attention', () => ({ count: 9, isCapped: false }));
    const asking = attention.refresh();
    socket.push('attention:count', attentionCount(2));
    held.letGo();
    await asking;
    expect(attention.count()).toBe(2);
  });
});
