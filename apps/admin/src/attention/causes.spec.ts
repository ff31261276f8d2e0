import { aCause } from '../../test/a-cause';
import { aConsole } from '../../test/a-console';
import { aListPage } from '../../test/a-list-page';
import { aSnackbar } from '../../test/a-snackbar';
import { aProblem, anEntry } from '../../test/an-entry';
import { until } from '../../test/until';
import { Causes } from './causes';

const stock = aCause({ problems: 20, lastAttempt: { number: 3, of: 3, nextAt: null } });
const bounced = aCause({
  ...{ eventType: 'email.bounced', level: 'warning', problems: 1, canRetry: false },
  message: 'E-mail bounced (order confirmation)',
});
const open = aProblem({ orderId: 'o1', orderNumber: 'SS-260214-0042' });
const other = aProblem({ orderId: 'o2', orderNumber: 'SS-260214-0043' });
const path = `/api/activity/causes/${encodeURIComponent(stock.cause)}`;

async function theTab(causes = [stock, bounced]) {
  const { provider, ...snackbar } = aSnackbar();
  const console = await aConsole(provider);
  Element.prototype.scrollIntoView = () => undefined;
  const { api } = console;
  const setCauses = (items: unknown[]) => {
    api.answerBy('GET /api/activity/causes', ({ query }) => ({
      body: { items: query.has('snoozed') ? [] : items, next: null },
    }));
  };
  setCauses(causes);
  api.answer('GET /api/accounts', { items: [{ id: 'a', name: 'Tom', email: 'tom@example.com' }] });
  api.answer('GET /api/activity', { items: [open, other], next: null });
  const page = await aListPage(Causes, '/activity?tab=attention');
  const press = async (name: string) => {
    page.button(name)?.click();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const key = (name: string) =>
    (page.element.querySelector('[data-row]:focus') ?? document).dispatchEvent(
      new KeyboardEvent('keydown', { key: name, bubbles: true }),
    );
  return { ...console, ...snackbar, ...page, setCauses, press, key };
}

describe('needs attention', () => {
  it('is one row a cause, with how many orders, since when, and what can be done', async () => {
    const { text, rows, button, element } = await theTab();
    expect(rows()).toHaveLength(2);
    expect(text()).toContain(
      'Submission to Printify failed: insufficient stock for M / Black 20 orders First 14 Feb, 12:21, last 14 Feb, 12:31',
    );
    expect(text()).toContain('14 Feb, 12:31 (3 of 3 attempts)');
    expect(button(`Retry 20: ${stock.message}`)).toBeDefined();
    expect(button(`Retry: ${bounced.message}`)).toBeUndefined();
    expect(element.querySelector('a')?.getAttribute('href')).toBe(`/orders/SS-260214-0042#${bounced.latestId}`);
  });

  it('unfolds a cause to its problems', async () => {
    const { buttonStarting, element, api } = await theTab();
    buttonStarting('SS-260214-0042 and 19 more')?.click();
    await until(() => element.querySelectorAll('app-problem-row').length === 2);
    expect(api.requests.at(-1)?.query.get('cause')).toBe(stock.cause);
    expect(element.querySelector('app-problem-row a')?.getAttribute('href')).toBe(`/orders/SS-260214-0042#${open.id}`);
  });

  it('keeps the row of an order that has failed again, and shows the orders that have joined it', async () => {
    const { buttonStarting, element, api, socket, key } = await theTab();
    buttonStarting('SS-260214-0042 and 19 more')?.click();
    const problems = () => [...element.querySelectorAll('app-problem-row')];
    await until(() => problems().length === 2);
    key('j');
    key('j');

    const again = aProblem({ orderId: open.orderId, orderNumber: open.orderNumber });
    const joined = aProblem({ orderId: 'o3', orderNumber: 'SS-260214-0044' });
    api.answer('GET /api/activity', { items: [joined, again, other], next: null });
    socket.push('activity:recorded', { entry: again });
    await until(() => problems()[0]?.querySelector('a')?.hash === `#${again.id}`);
    expect(problems().map((row) => row.textContent.includes('Done'))).toEqual([false, false]);
    api.answer('POST /api/activity/resolve', { ids: [again.id] });
    key('e');
    await until(() => api.routes().includes('POST /api/activity/resolve'));
    expect(api.requests.find(({ route }) => route === 'POST /api/activity/resolve')?.body).toEqual({ ids: [again.id] });

    (document.activeElement as HTMLElement).blur();
    socket.push('activity:recorded', { entry: joined });
    await until(() => problems()[0]?.textContent.includes('SS-260214-0044') === true);
  });

  it('keeps the row of a retried cause until the list says that it is settled', async () => {
    const { api, press, said, text, socket, setCauses, key } = await theTab();
    key('j');
    const startsAt = '2026-02-14T12:40:00.000Z';
    api.answer(`POST ${path}/retry`, { retry: { id: 'r', startsAt }, ids: ['p1', 'p2'] });
    await press(`Retry 20: ${stock.message}`);
    await until(() => said.length === 1);
    await until(() => text().includes('Retrying…'));
    await press(`Retrying…: ${stock.message}`);
    key('r');
    expect(api.routes().filter((route) => route.endsWith('/retry'))).toHaveLength(1);
    (document.activeElement as HTMLElement).blur();

    setCauses([{ ...stock, problems: 7, orders: 7 }, bounced]);
    socket.push('activity:resolved', { ids: ['p1'] });
    await until(() => text().includes('7 orders'));
    setCauses([bounced]);
    socket.push('activity:recorded', { entry: anEntry() });
    await until(() => !text().includes('insufficient stock'));
  });

  it('selects with x and by ticking, and acts on all that is selected at once', async () => {
    const { api, key, element, text, said } = await theTab();
    const second = `/api/activity/causes/${encodeURIComponent(bounced.cause)}`;
    api.answer(`POST ${path}/resolve`, { ids: ['p1', 'p2'] });
    api.answer(`POST ${second}/resolve`, { ids: ['p3'] });
    key('j');
    key('x');
    await until(() => text().includes('20 selected'));
    element.querySelectorAll<HTMLInputElement>('.group input')[1]?.click();
    await until(() => text().includes('21 selected'));
    key('e');
    await until(() => said.length === 1);
    expect(said).toEqual(['Resolved 3 problems']);
    await until(() => !text().includes('selected'));
  });

  it('leaves selected what was not acted on', async () => {
    const { api, key, text, press, said } = await theTab();
    const second = `/api/activity/causes/${encodeURIComponent(bounced.cause)}`;
    api.answer(`POST ${second}/resolve`, { ids: ['p3'] });
    key('j');
    key('x');
    await until(() => text().includes('20 selected'));
    const loads = () => api.routes().filter((route) => route === 'GET /api/activity/causes').length;
    const before = loads();
    await press(`Resolve: ${bounced.message}`);
    await until(() => said.length === 1 && loads() > before);
    expect(text()).toContain('20 selected');
  });

  it('leaves selected what could not be done, and says why', async () => {
    const { api, key, element, text, said } = await theTab();
    const second = `/api/activity/causes/${encodeURIComponent(bounced.cause)}`;
    api.answer(`POST ${path}/resolve`, { ids: ['p1'] });
    api.refuse(`POST ${second}/resolve`, 503, 'The database is away.');
    key('j');
    key('x');
    element.querySelectorAll<HTMLInputElement>('.group input')[1]?.click();
    await until(() => text().includes('21 selected'));
    key('e');
    await until(() => said.length === 2);
    expect(said[1]).toBe('Not everything could be resolved. The database is away.');
    await until(() => text().includes('1 selected') && !text().includes('21 selected'));
  });

  it('goes on with the next row when the one in hand is done, and shows it again where it was when that is undone', async () => {
    const { api, key, text, rows, said, undo, setCauses } = await theTab();
    api.answer(`POST ${path}/resolve`, { ids: ['p1'] });
    api.answer('POST /api/activity/reopen', { ids: ['p1'] });
    key('j');
    setCauses([bounced]);
    key('e');
    await until(() => text().includes('Done') && document.activeElement?.ariaLabel === bounced.message);

    setCauses([aCause(), stock, bounced]);
    expect(said).toEqual(['Resolved 1 problem']);
    undo();
    await until(() => rows().length === 3);
    expect(text()).not.toContain('Done');
  });

  it('says when the only problem of a cause is tried again', async () => {
    const lastAttempt = { number: 1, of: 3, nextAt: '2026-02-14T12:36:00.000Z' };
    const { text } = await theTab([aCause({ problems: 1, lastAttempt }), stock]);
    expect(text()).toContain('(1 of 3 attempts) · Tries again at 14 Feb, 12:36');
  });

  it('shows a problem whose snooze has ended, as soon as it counts again', async () => {
    const { text, setCauses, socket } = await theTab([]);
    const at = '2026-02-15T09:00:00.000Z';
    socket.push('attention:count', { count: 0, isCapped: false, at });
    setCauses([stock]);
    socket.push('attention:count', { count: 20, isCapped: false, at });
    await until(() => text().includes('insufficient stock'));
  });

  it('opens no menu for what is busy', async () => {
    const { api, key, button, text } = await theTab();
    const held = api.hold(`POST ${path}/resolve`, () => ({ ids: [] }));
    key('j');
    key('x');
    await until(() => text().includes('20 selected'));
    key('e');
    await until(() => button('Snooze')?.ariaDisabled === 'true');
    const press = (name: string) => button(name)?.dispatchEvent(new MouseEvent('click', { cancelable: true }));
    const names = ['Snooze', 'Assign', `Snooze or assign: ${stock.message}`];
    expect(names.map(press)).toEqual([false, false, false]);
    held.letGo();
  });

  it('snoozes until nine the next morning in the shop', async () => {
    const { api, key, said } = await theTab();
    api.answer(`POST ${path}/snooze`, { before: [{ until: null, ids: ['p1'] }] });
    key('j');
    key('s');
    await until(() => said.length === 1);
    expect(said[0]).toBe('Snoozed 1 problem until tomorrow, 09:00');
  });

  it('says what will appear here', async () => {
    const { text } = await theTab([]);
    expect(text()).toContain('Nothing needs attention');
  });
});
