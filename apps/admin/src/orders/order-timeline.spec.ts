import { TestBed } from '@angular/core/testing';
import type { Order } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { anEntry, aProblem, someEntries } from '../../test/an-entry';
import { anOrder, orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';
import { OrderCommands } from './order-commands';
import { OrderDialogs } from './order-dialogs';
import { OrderStore } from './order-store';
import { OrderTimeline } from './order-timeline';

const at = (time: string) => `2026-02-14T${time}:00.000Z`;

const placed = anEntry({ orderId, occurredAt: '2026-02-13T09:00:00.000Z' });
const failedAgain = aProblem({ orderId, occurredAt: at('14:31'), message: 'Submission to Printify failed: no stock' });

async function drawn(status: Order['status'] = 'delivered') {
  const { api } = await aConsole(OrderStore, OrderDialogs, OrderCommands);
  const failed = aProblem({ occurredAt: at('14:25') });
  const entries = [anEntry({ occurredAt: at('14:23'), message: '<b>Order</b> placed' }), failed];
  api.answer('GET /api/orders/1', { id: '1', status });
  api.answer('GET /api/orders/1/activity', { items: entries, standing: [], next: null });
  await TestBed.inject(OrderStore).load('1');
  const fixture = TestBed.createComponent(OrderTimeline);
  fixture.componentRef.setInput('order', anOrder({ id: '1', status }));
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  return { element, rows: [...element.querySelectorAll('li')], failed, api, fixture };
}

describe('the Activity card of an order', () => {
  it('hangs a dot beside what went well and a sign beside what did not', async () => {
    const { rows } = await drawn();
    expect(rows.map((row) => [row.querySelector('.dot') !== null, row.querySelector('.sign') !== null])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(rows[1]?.textContent).toContain('Error:');
  });

  it('shows the short time with the whole one behind it, reachable by keyboard', async () => {
    const { rows, fixture } = await drawn();
    const time = rows[0]?.querySelector('time');
    expect([time?.textContent, time?.tabIndex]).toEqual(['14:23', 0]);
    time?.dispatchEvent(new Event('focusin', { bubbles: true }));
    await fixture.whenStable();
    expect(rows[0]?.querySelector('[role=tooltip]')?.textContent).toBe('Sat, 14 February 2026 at 14:23:00 GMT');
    time?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await fixture.whenStable();
    expect(rows[0]?.querySelector('[role=tooltip]')).toBeNull();
  });

  it('shows markup in a message as text', async () => {
    const { rows } = await drawn();
    expect(rows[0]?.textContent).toContain('<b>Order</b> placed');
    expect(rows[0]?.querySelector('b')).toBeNull();
  });

  it('offers Refresh only while the order is in progress', async () => {
    const refresh = (element: HTMLElement) => element.querySelector('header')?.textContent.includes('Refresh');
    expect(refresh((await drawn('in_production')).element)).toBe(true);
    TestBed.resetTestingModule();
    expect(refresh((await drawn('delivered')).element)).toBe(false);
  });

  it('shows a resolve once the api has confirmed it, with Undo beside it', async () => {
    const { rows, api, failed, fixture } = await drawn();
    const resolvedBy = { by: 'person', name: 'Ada' };
    const held = api.hold(`POST /api/activity/${failed.id}/resolve`, () => ({
      ...failed,
      resolvedAt: failed.occurredAt,
      resolvedBy,
    }));
    rows[1]?.querySelector<HTMLButtonElement>('button')?.click();
    await fixture.whenStable();
    expect(rows[1]?.classList).toContain('busy');
    held.letGo();
    await until(() => rows[1]?.textContent.includes('Resolved by') === true);
    expect(rows[1]?.textContent).toContain('Resolved by Ada');
    expect(rows[1]?.querySelector('button')?.textContent.trim()).toBe('Undo');
  });

  it('says how many problems the api has resolved, and undoes just those', async () => {
    const problems = [aProblem({ orderId }), aProblem({ orderId })];
    const resolved = { ids: problems.slice(1).map(({ id }) => id) };
    const page = await anOrderPage({}, [placed, ...problems]);
    page.api.answer(`POST /api/orders/${orderId}/activity/resolve`, resolved);
    page.api.answer('POST /api/activity/reopen', resolved);
    await page.press('Resolve all');
    await page.snackSays('Resolved 1 problem');
    await page.press('Undo');
    await until(() => page.mutations().length === 2);
    expect(page.mutations()[1]).toMatchObject({ route: 'POST /api/activity/reopen', body: resolved });
  });

  it('folds a run of 23 minor entries, and keeps it unfolded while it grows', async () => {
    const run = someEntries(23, { orderId, eventType: 'order.tracking_changed', message: 'Tracking changed' });
    const page = await anOrderPage({}, [placed, ...run.toReversed()]);
    const list = page.element.querySelector('ol');
    expect(page.words(list)).toMatch(/Order placed.*23 minor entries$/);
    await page.press('23 minor entries');
    expect([page.named('23 minor entries')?.ariaExpanded, list?.querySelectorAll('li').length]).toEqual(['true', 25]);

    const entry = anEntry({ ...run[0], id: '00000000-0000-7000-8000-00000000ffff', occurredAt: at('23:59') });
    page.respondWith(page.order, [placed, ...run.toReversed(), entry]);
    page.socket.push('activity:recorded', { entry });
    await until(() => page.named('24 minor entries')?.ariaExpanded === 'true');
    await page.press('24 minor entries');
    expect(page.words(list)).toMatch(/24 minor entries$/);
  });

  it('offers Retry at the newest failure only, and only while it can be retried', async () => {
    const resolvedBy = { by: 'event', eventType: 'order.submission_failed', entryId: failedAgain.id } as const;
    const earlier = aProblem({ orderId, occurredAt: at('14:25'), resolvedAt: at('14:31'), resolvedBy });
    const page = await anOrderPage({ actions: ['retry'] }, [placed, earlier, failedAgain]);
    const names = () => [...page.element.querySelectorAll('li')].map((row) => page.names(row));
    const retry = `Retry: ${failedAgain.message}`;
    expect(names()).toEqual([[], ['Failed again 14:31'], [retry, `Resolve: ${failedAgain.message}`]]);
    const { letGo } = page.api.hold(`POST /api/orders/${orderId}/retry`, () => ({ ...page.order, actions: [] }));
    await page.press(retry);
    expect(page.named(`Retrying…: ${failedAgain.message}`)?.ariaDisabled).toBe('true');
    page.respondWith({ ...page.order, actions: [] });
    letGo();
    await until(() => names()[2]?.length === 1);
    expect(page.mutations()).toHaveLength(1);
  });

  it('goes to the newer failure from the one that it took over', async () => {
    const resolvedBy = { by: 'event', eventType: 'order.submission_failed', entryId: failedAgain.id } as const;
    const earlier = aProblem({ orderId, occurredAt: at('14:25'), resolvedAt: at('14:31'), resolvedBy });
    const page = await anOrderPage({}, [placed, earlier, failedAgain]);
    await page.press('Failed again 14:31');
    expect(document.activeElement?.id).toBe(failedAgain.id);
  });

  it('loads earlier entries in front of the newest, and then has nothing more to load', async () => {
    const notes = someEntries(4, { orderId, eventType: 'order.note', message: 'A note' }).toReversed();
    const page = await anOrderPage();
    const route = `GET /api/orders/${page.order.number}/activity`;
    page.api.answerBy(route, ({ query }) => ({
      body:
        query.get('before') === 'before the last'
          ? { items: [placed, ...notes.slice(0, 3)], standing: [], next: null }
          : { items: notes.slice(3), standing: [placed], next: 'before the last' },
    }));
    page.socket.push('order:changed', { orderId });
    await until(() => page.named('Show earlier entries') !== undefined);
    expect(page.element.querySelectorAll('li')).toHaveLength(3);
    await page.press('Show earlier entries');
    await until(() => page.element.querySelectorAll('li').length === 5);
    expect(page.named('Show earlier entries')).toBeUndefined();
    expect(document.activeElement?.textContent).toBe('Activity');
  });
});
