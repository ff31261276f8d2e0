import { anEntry } from '../../test/an-entry';
import { anOrder, orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const route = `POST /api/orders/${orderId}/notes`;
const aNotablePage = () => anOrderPage({ actions: ['note'] }, [anEntry({ orderId })]);
const box = () => {
  const [found] = document.getElementsByTagName('textarea');
  if (!found) throw new Error('There is no place to write.');
  return found;
};
const press = (key: string, held: KeyboardEventInit = {}) =>
  box().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }));

describe('a note', () => {
  it('is added with Ctrl and Enter, and the place to write is empty again and keeps the focus', async () => {
    const page = await aNotablePage();
    page.api.answer(route, page.order);
    await page.fill('textarea', '  Rang Ada \n');
    press('Enter', { ctrlKey: true });
    await until(() => box().value === '');
    expect(page.mutations().map(({ route: sent, body }) => [sent, body])).toEqual([[route, { text: 'Rang Ada' }]]);
    expect(document.activeElement).toBe(box());
    expect(page.words(page.element)).toContain('Note added');
  });

  it('goes to a new line with Enter alone, and takes ⌘ and Enter too', async () => {
    const page = await aNotablePage();
    page.api.answer(route, page.order);
    await page.fill('textarea', 'One line');
    press('Enter');
    expect(page.mutations()).toEqual([]);
    press('Enter', { metaKey: true });
    await until(() => page.mutations().length === 1);
  });

  it('is there again as it was typed when one returns to its order', async () => {
    const page = await aNotablePage();
    const goTo = async (id: string) => {
      page.fixture.componentRef.setInput('id', id);
      await until(() => page.element.textContent.includes(id));
      await page.fixture.whenStable();
    };
    const other = anOrder({ id: '00000000-0000-7000-8000-0000000000ff', number: 'SS-260214-0099', actions: ['note'] });
    await page.fill('textarea', 'Rang Ada');
    for (const id of [other.id, other.number]) {
      page.api.answer(`GET /api/orders/${id}`, other);
      page.api.answer(`GET /api/orders/${id}/activity`, { items: [], standing: [], next: null });
      page.api.answer(`GET /api/orders/${id}/surroundings`, { newer: null, older: null, otherOrders: 0, pictures: [] });
    }
    await goTo(other.number);
    expect(box().value).toBe('');
    await goTo(page.order.number);
    expect(box().value).toBe('Rang Ada');
  });

  it('appears on the timeline by push, with who wrote it', async () => {
    const page = await aNotablePage();
    page.socket.push('activity:recorded', {
      entry: anEntry({ orderId, eventType: 'order.note', message: 'Rang Ada', actor: 'Ben' }),
    });
    await page.fixture.whenStable();
    expect(page.words(page.element.querySelector('li:last-child'))).toMatch(/Note by Ben\s?Rang Ada/);
  });

  it('appears without a push, too: the timeline is reloaded', async () => {
    const page = await aNotablePage();
    page.socket.simulateDisconnect();
    page.api.answerBy(route, () => {
      page.respondWith(page.order, [anEntry({ orderId, eventType: 'order.note', message: 'Rang Ada', actor: 'Ben' })]);
      return { body: page.order };
    });
    await page.fill('textarea', 'Rang Ada');
    press('Enter', { ctrlKey: true });
    await until(() => page.words(page.element).includes('Note by Ben'));
  });

  it('stays to be sent again when it could not be stored, and says why', async () => {
    const page = await aNotablePage();
    page.api.refuse(route, 503, 'The database is away.');
    await page.fill('textarea', 'Rang Ada');
    press('Enter', { ctrlKey: true });
    await until(() => page.alert() !== '');
    expect(page.alert()).toBe('The note was not saved. The database is away.');
    expect(box().value).toBe('Rang Ada');
  });

  it('is sent once, however often it is pressed, and not when there is nothing in it', async () => {
    const page = await aNotablePage();
    const { letGo } = page.api.hold(route, () => page.order);
    await page.fill('textarea', '   ');
    press('Enter', { ctrlKey: true });
    await page.fill('textarea', 'Rang Ada');
    press('Enter', { ctrlKey: true });
    press('Enter', { ctrlKey: true });
    await page.fixture.whenStable();
    expect(page.named('Adding…')?.getAttribute('aria-disabled')).toBe('true');
    letGo();
    await until(() => box().value === '');
    expect(page.mutations()).toHaveLength(1);
  });

  it('keeps what is typed while the one before is stored', async () => {
    const page = await aNotablePage();
    const { letGo } = page.api.hold(route, () => page.order);
    await page.fill('textarea', 'One');
    press('Enter', { ctrlKey: true });
    await page.fill('textarea', 'One and more');
    letGo();
    await until(() => page.words(page.element).includes('Note added'));
    expect(box().value).toBe('One and more');
  });

  it('is started from beside the order’s number', async () => {
    const page = await aNotablePage();
    page.element.querySelector<HTMLButtonElement>('app-order-actions button')?.click();
    expect(document.activeElement).toBe(box());
  });
});
