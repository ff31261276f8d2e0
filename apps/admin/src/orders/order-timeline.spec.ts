import { TestBed } from '@angular/core/testing';
import type { Order } from '@daybook/contract';
import { aConsole } from '../../test/a-console';
import { anEntry, aProblem } from '../../test/an-entry';
import { anOrder } from '../../test/an-order';
import { until } from '../../test/until';
import { OrderCommands } from './order-commands';
import { OrderDialogs } from './order-dialogs';
import { OrderStore } from './order-store';
import { OrderTimeline } from './order-timeline';

const at = (time: string) => `2026-02-14T${time}:00.000Z`;

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
});
