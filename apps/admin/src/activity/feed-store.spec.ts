import { TestBed } from '@angular/core/testing';
import { aConsole } from '../../test/a-console';
import { aSnackbar } from '../../test/a-snackbar';
import { anEntry, aProblem, someEntries } from '../../test/an-entry';
import { until } from '../../test/until';
import { LiveConnection } from '../api/live-connection';
import { noFilters } from './feed-filters';
import { FeedStore } from './feed-store';
import { EntryResolver } from './entry-resolver';

const later = '2026-02-14T13:00:00.000Z';

async function aFeed(entries = someEntries(3), next: string | null = null) {
  const { provider, ...snackbar } = aSnackbar();
  const console = await aConsole(provider);
  console.api.answer('GET /api/activity', { items: entries, next });
  const store = TestBed.inject(FeedStore);
  await store.open(noFilters);
  console.api.requests.length = 0;
  return { ...console, ...snackbar, store, entries };
}

describe('the feed', () => {
  it('keeps a pushed entry waiting without asking anything', async () => {
    const { api, socket, store, entries } = await aFeed();
    socket.push('activity:recorded', { entry: anEntry({ occurredAt: later }) });
    expect([store.list.pendingCount(), store.entries(), api.requests]).toEqual([1, entries, []]);
    await store.list.showPending();
    expect([store.list.pendingCount(), store.entries().length]).toEqual([0, 4]);
  });

  it('keeps out what the filters leave out', async () => {
    const { socket, store } = await aFeed();
    await store.open({ ...noFilters, levels: ['error'] });
    socket.push('activity:recorded', { entry: anEntry({ occurredAt: later }) });
    socket.push('activity:recorded', { entry: aProblem({ occurredAt: later }) });
    expect(store.list.pendingCount()).toBe(1);
  });

  it('asks the api whether search words match what was pushed', async () => {
    const { api, socket, store, entries } = await aFeed();
    await store.open({ ...noFilters, q: 'DHL' });
    api.answer('GET /api/activity', { items: [anEntry({ occurredAt: later }), ...entries], next: null });
    socket.push('activity:recorded', { entry: anEntry({ occurredAt: later }) });
    expect(store.list.pendingCount()).toBe(0);
    await until(() => store.list.pendingCount() === 1);
    expect(api.requests.at(-1)?.query.get('q')).toBe('DHL');
  });

  it('asks again when the connection is back, and keeps what was missed waiting', async () => {
    const { api, socket, store, entries } = await aFeed();
    const missed = anEntry({ occurredAt: later });
    api.answer('GET /api/activity', { items: [missed, ...entries], next: null });
    socket.simulateDisconnect();
    expect(api.requests).toEqual([]);
    socket.simulateConnect();
    await until(() => store.list.pendingCount() === 1);
    expect(store.entries()).toEqual(entries);
  });

  it('asks again when the server says that something may have been missed', async () => {
    const { api, socket } = await aFeed();
    socket.push('console:refresh');
    await until(() => api.routes().includes('GET /api/activity'));
  });

  it('asks what became of rows that are no longer among the newest', async () => {
    const entries = [aProblem({ occurredAt: later }), ...someEntries(2)];
    const { api, socket, store } = await aFeed(entries);
    const [problem] = entries;
    const resolved = { ...problem, resolvedAt: later, resolvedBy: { by: 'person', name: 'Grace' } };
    api.answerBy('GET /api/activity', ({ query }) => ({
      body: { items: query.has('type') ? [resolved] : entries.slice(1), next: null },
    }));
    socket.simulateConnect();
    await until(() => store.entries()[0]?.resolvedAt === later);
    expect(store.entries()).toHaveLength(3);
  });

  it('brings rows up to date that were resolved elsewhere, with one question for a burst', async () => {
    const entries = [aProblem({ occurredAt: later }), aProblem({ occurredAt: later }), ...someEntries(2)];
    const { api, socket, store } = await aFeed(entries);
    api.answer('GET /api/activity', { items: entries.map((entry) => ({ ...entry, resolvedAt: later })), next: null });
    for (const { id } of entries) socket.push('activity:resolved', { ids: [id] });
    await until(() => store.entries()[0]?.resolvedAt === later);
    expect(api.routes()).toEqual(['GET /api/activity']);
  });

  it('asks only about entries that are on screen', async () => {
    const { api, socket, entries } = await aFeed();
    const [first] = entries;
    socket.push('activity:resolved', { ids: [anEntry().id, first?.id ?? ''] });
    await until(() => api.requests.length > 0);
    expect(api.routes()).toEqual(['GET /api/activity']);
    expect(api.requests[0]?.query.get('from')).toBe(first?.occurredAt);
  });

  it('keeps the rows and says so when asking again fails', async () => {
    const { api, socket, store, entries } = await aFeed();
    api.refuse('GET /api/activity', 503, 'The database is away.');
    socket.simulateConnect();
    await until(() => store.list.error() !== null);
    expect([store.list.error()?.detail, store.entries()]).toEqual(['The database is away.', entries]);
    api.answer('GET /api/activity', { items: entries, next: null });
    await store.list.reload();
    expect(store.list.error()).toBeNull();
  });

  it('shows the page requested last, whichever response comes last', async () => {
    const { api, store, entries } = await aFeed();
    const slow = api.hold('GET /api/activity', () => ({ items: someEntries(9), next: null }));
    const first = store.open({ ...noFilters, q: 'first' });
    api.answer('GET /api/activity', { items: entries, next: null });
    await store.open({ ...noFilters, q: 'second' });
    slow.letGo();
    await first;
    expect(store.entries()).toEqual(entries);
  });

  it('is still there when one comes back from an order, and catches up', async () => {
    const { api, store, entries } = await aFeed();
    const missed = anEntry({ occurredAt: later });
    store.close();
    const held = api.hold('GET /api/activity', () => ({ items: [missed, ...entries], next: null }));
    const opening = store.open(noFilters);
    expect([store.list.isLoading(), store.entries()]).toEqual([false, entries]);
    held.letGo();
    await opening;
    expect([store.list.pendingCount(), store.entries()]).toEqual([1, entries]);
  });

  it('asks and hears nothing while it is not on screen', async () => {
    const { api, socket, store } = await aFeed();
    store.close();
    socket.push('activity:recorded', { entry: anEntry({ occurredAt: later }) });
    socket.simulateConnect();
    expect([store.list.pendingCount(), api.routes().filter((route) => route === 'GET /api/activity')]).toEqual([0, []]);
  });

  it('is forgotten when one signs out', async () => {
    const { store } = await aFeed();
    TestBed.inject(LiveConnection).stop();
    expect([store.entries(), store.list.isLoading()]).toEqual([[], true]);
  });

  it('shows a resolve as the api answered it, and not before', async () => {
    const entry = aProblem({ occurredAt: later });
    const { api, store } = await aFeed([entry]);
    const answer = { ...entry, resolvedAt: later, resolvedBy: { by: 'person', name: 'Ada' } };
    const held = api.hold(`POST /api/activity/${entry.id}/resolve`, () => answer);
    const resolver = TestBed.inject(EntryResolver);
    const resolving = resolver.resolve(entry);
    expect([store.entries()[0]?.resolvedAt, resolver.busyIds().has(entry.id)]).toEqual([null, true]);
    held.letGo();
    await resolving;
    expect([store.entries()[0], resolver.busyIds().size]).toEqual([answer, 0]);
  });
});

describe('what is said of resolving', () => {
  it('waits for the api, and offers an undo that reopens', async () => {
    const entry = aProblem({ occurredAt: later });
    const { api, store, said, undo } = await aFeed([entry]);
    const held = api.hold(`POST /api/activity/${entry.id}/resolve`, () => ({ ...entry, resolvedAt: later }));
    api.answer(`DELETE /api/activity/${entry.id}/resolve`, entry);
    const resolving = TestBed.inject(EntryResolver).resolve(entry);
    expect(said).toEqual([]);
    held.letGo();
    await resolving;
    expect(said).toEqual(['Resolved “Submission failed”']);
    undo();
    await until(() => store.entries()[0]?.resolvedAt === null);
  });

  it('is why it failed, and nothing else', async () => {
    const entry = aProblem({ occurredAt: later });
    const { api, store, said } = await aFeed([entry]);
    api.refuse(`POST /api/activity/${entry.id}/resolve`, 503, 'The database is away.');
    await TestBed.inject(EntryResolver).resolve(entry);
    expect(said).toEqual(['“Submission failed” could not be resolved. The database is away.']);
    expect(store.entries()[0]).toEqual(entry);
  });
});
