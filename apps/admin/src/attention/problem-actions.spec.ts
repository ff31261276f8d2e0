import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { aCause } from '../../test/a-cause';
import { aConsole } from '../../test/a-console';
import { aSnackbar } from '../../test/a-snackbar';
import { until } from '../../test/until';
import { ProblemActions } from './problem-actions';

const path = `/api/activity/causes/${encodeURIComponent('a:b / c')}`;
const row = { key: 'a:b / c', cause: aCause({ cause: 'a:b / c', lastAt: '2026-02-14T12:31:00.000Z' }), problem: null };
const target = { causes: ['a:b / c'], ids: ['p1'] };
const retryId = '00000000-0000-7000-8000-00000000000f';
const startsAt = '2026-02-14T12:31:06.000Z';

async function theActions() {
  const { provider, ...snackbar } = aSnackbar();
  const console = await aConsole(provider);
  console.api.requests.length = 0;
  const asked = () => console.api.requests.map(({ route, body }) => [route, body]);
  return { ...console, ...snackbar, asked, actions: TestBed.inject(ProblemActions) };
}

describe('what is done to many problems', () => {
  it('is said when the api has confirmed all of it, with one undo for all of it', async () => {
    const { api, actions, said, undo, asked } = await theActions();
    api.answer('POST /api/activity/resolve', { ids: ['p1'] });
    api.answer('POST /api/activity/reopen', { ids: [] });
    const held = api.hold(`POST ${path}/resolve`, () => ({ ids: ['p2', 'p3'] }));

    const resolving = actions.resolve(target);
    expect([said, [...actions.busy()]]).toEqual([[], ['a:b / c', 'p1']]);
    held.letGo();
    await resolving;
    expect([said, actions.busy().size]).toEqual([['Resolved 3 problems'], 0]);

    undo();
    await until(() => asked().length === 3);
    expect(asked()[2]).toEqual(['POST /api/activity/reopen', { ids: ['p2', 'p3', 'p1'] }]);
  });

  it('is undone a thousand at a time', async () => {
    const { api, actions, undo, asked } = await theActions();
    const ids = Array.from({ length: 2_500 }, (_, i) => `p${i}`);
    api.answer(`POST ${path}/resolve`, { ids });
    api.answer('POST /api/activity/reopen', { ids: [] });
    await actions.resolve({ causes: target.causes, ids: [] });
    undo();
    await until(() => asked().length === 4);
    expect(asked().map(([, body]) => (body as { ids?: string[] } | null)?.ids?.length)).toEqual([
      undefined,
      1_000,
      1_000,
      500,
    ]);
  });

  it('is said as far as it went, and why it went no further', async () => {
    const { api, actions, said } = await theActions();
    api.answer(`POST ${path}/resolve`, { ids: ['p2', 'p3'] });
    api.refuse('POST /api/activity/resolve', 503, 'The database is away.');
    await actions.resolve(target);
    expect(said).toEqual(['Resolved 2 problems', 'Not everything could be resolved. The database is away.']);
  });

  it('is not said at all when nothing of it was done', async () => {
    const { api, actions, said } = await theActions();
    api.refuse(`POST ${path}/resolve`, 503, 'The database is away.');
    await actions.resolve(target);
    expect(said).toEqual(['Not everything could be resolved. The database is away.']);
  });

  it('can be a retry, which is called off', async () => {
    const { api, actions, said, undo, asked } = await theActions();
    api.answer(`POST ${path}/retry`, { retry: { id: retryId, startsAt }, ids: ['p2', 'p3'] });
    api.answer(`DELETE /api/activity/retries/${retryId}`, { problems: 2 });
    await actions.retry({ causes: target.causes, ids: [] });
    expect(said).toEqual(['Retrying 2 problems']);
    undo();
    await until(() => asked().length === 2);
    expect(asked()[1]?.[0]).toBe(`DELETE /api/activity/retries/${retryId}`);
    await until(() => !actions.isRetrying(row));
    expect(said).toEqual(['Retrying 2 problems']);
  });

  it('is no longer a retry after a minute, though nothing has come of it', async () => {
    const { api, actions } = await theActions();
    api.answer(`POST ${path}/retry`, { retry: { id: retryId, startsAt }, ids: ['p2'] });
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await actions.retry({ causes: target.causes, ids: [] });
    expect(actions.isRetrying(row)).toBe(true);
    const [minute] = timers.mock.calls.filter(([, delay]) => delay === 60_000);
    timers.mockRestore();
    minute?.[0]();
    expect(actions.isRetrying(row)).toBe(false);
  });

  it('says that a retry could not be called off any more', async () => {
    const { api, actions, said, undo } = await theActions();
    api.answer(`POST ${path}/retry`, { retry: { id: retryId, startsAt }, ids: ['p2', 'p3'] });
    api.answer(`DELETE /api/activity/retries/${retryId}`, { problems: 1 });
    await actions.retry({ causes: target.causes, ids: [] });
    undo();
    await until(() => said.length === 2);
    expect(said[1]).toBe('Called off for 1 of 2 problems: the retry has started.');
    expect(actions.isRetrying(row)).toBe(true);
  });

  it('can be a snooze, which is ended', async () => {
    const { api, actions, said, undo, asked } = await theActions();
    api.answer('POST /api/activity/snooze', { before: [{ until: null, ids: ['p1'] }] });
    await actions.snooze({ causes: [], ids: ['p1'] }, 'again', 'until it happens again');
    expect(said).toEqual(['Snoozed 1 problem until it happens again']);
    undo();
    await until(() => asked().length === 2);
    expect(asked().map(([, body]) => body)).toEqual([
      { ids: ['p1'], until: 'again' },
      { ids: ['p1'], until: null },
    ]);
  });

  it('gives each problem its own snooze back', async () => {
    const { api, actions, said, undo, asked } = await theActions();
    const tomorrow = '2026-02-15T09:00:00.000Z';
    api.answer(`POST ${path}/snooze`, { before: [{ until: tomorrow, ids: ['p2'] }] });
    api.answer('POST /api/activity/snooze', { before: [{ until: 'again', ids: ['p1'] }] });
    await actions.snooze(target, null, '');
    expect(said).toEqual(['2 problems are no longer snoozed']);
    undo();
    await until(() => asked().length === 4);
    expect(asked().slice(2)).toEqual([
      ['POST /api/activity/snooze', { ids: ['p2'], until: tomorrow }],
      ['POST /api/activity/snooze', { ids: ['p1'], until: 'again' }],
    ]);
  });

  it('gives each problem back to whoever looked after it before', async () => {
    const { api, actions, said, undo, asked } = await theActions();
    const before = [
      { to: null, ids: ['p1'] },
      { to: 'Tom', ids: ['p2', 'p3'] },
    ];
    api.answer(`POST ${path}/assign`, { before });
    api.answer('POST /api/activity/assign', { before: [] });
    await actions.assign({ causes: target.causes, ids: [] }, 'Ada');
    expect(said).toEqual(['Assigned 3 problems to Ada']);
    undo();
    await until(() => asked().length === 3);
    expect(asked().slice(1)).toEqual([
      ['POST /api/activity/assign', { ids: ['p1'], to: null }],
      ['POST /api/activity/assign', { ids: ['p2', 'p3'], to: 'Tom' }],
    ]);
  });
});
