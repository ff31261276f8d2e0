import { TestBed } from '@angular/core/testing';
import type { AbandonedCart } from '@daybook/contract';
import { aCart, aMailedCart, aRecoveredCart, summaryOf } from '../../test/a-cart';
import { aConsole } from '../../test/a-console';
import { anEntry } from '../../test/an-entry';
import { until } from '../../test/until';
import { Carts } from './carts';

async function aPage(carts: AbandonedCart[] | null, next: string | null = null) {
  const { api, socket } = await aConsole();
  const stand = (now: AbandonedCart[]) => {
    api.answer('GET /api/carts', { items: now, next });
    api.answer('GET /api/carts/summary', summaryOf(now));
  };
  if (carts) stand(carts);
  else
    for (const route of ['GET /api/carts', 'GET /api/carts/summary']) api.refuse(route, 503, 'The database is away.');
  const fixture = TestBed.createComponent(Carts);
  fixture.autoDetectChanges();
  const element = fixture.nativeElement as HTMLElement;
  await until(() => element.querySelector('tbody tr, app-notice') !== null);
  const textOf = (part: Element | null | undefined) => part?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
  const button = (name: string) =>
    [...element.querySelectorAll('button')].find(({ textContent }) => textContent.trim().startsWith(name));
  const rows = () => [...element.querySelectorAll('tbody tr')].map(textOf);
  const sums = () => [...element.querySelectorAll('dt, dd')].map(textOf);
  return { api, socket, element, text: () => textOf(element), button, stand, rows, sums };
}

describe('the page of abandoned carts', () => {
  it('shows the email, total and state of each cart', async () => {
    const { rows, element } = await aPage([
      aCart(),
      aMailedCart({ email: 'grace@example.com' }),
      aRecoveredCart(),
      aCart({ state: 'no_consent' }),
      aCart({ state: 'no_mail', skipReason: 'unsubscribed' }),
    ]);
    expect(rows().map((row) => /Waiting to be e-mailed|Mailed|Recovered|No consent|No mail/.exec(row)?.[0])).toEqual([
      'Waiting to be e-mailed',
      'Mailed',
      'Recovered',
      'No consent',
      'No mail',
    ]);
    expect(rows()[1]).toContain('grace@example.com');
    expect(rows()[1]).toContain('£43.00');
    expect(rows()[4]).toContain('Unsubscribed');
    expect(element.querySelector('tbody a')?.getAttribute('href')).toBe('/orders/SS-260214-0042');
  });

  it('says of a cart without mail that its shopper was reminded of another', async () => {
    const { rows } = await aPage([aCart({ state: 'no_mail', skipReason: 'reminded_lately' })]);
    expect(rows()[0]).toContain('Reminded within the last week');
  });

  it('sums up what was recovered, as count and money', async () => {
    const { sums } = await aPage([aCart(), aMailedCart(), aRecoveredCart(), aRecoveredCart()]);
    expect(sums()).toEqual(['Abandoned in the last 30 days', '4', 'Mailed', '3', 'Recovered', '2 £94.00']);
  });

  it('says what will appear while there is nothing, and sums up nothing', async () => {
    const { text, sums } = await aPage([]);
    expect(text()).toContain('No carts have been abandoned');
    expect(sums()).toEqual([]);
  });

  it('says why it cannot be shown, and tries again', async () => {
    const page = await aPage(null);
    expect(page.text()).toMatch(/The carts could not be loaded ?The database is away\./);
    page.stand([aCart()]);
    page.button('Try again')?.click();
    await until(() => page.rows().length === 1);

    page.api.refuse('GET /api/carts', 503, 'The database is away.');
    page.button('Refresh')?.click();
    await until(() => page.text().includes('could not be refreshed. The database is away.'));
    expect(page.rows()).toHaveLength(1);
  });

  it('asks again when something happened to a cart, and not when something else did', async () => {
    const { api, socket, stand, rows } = await aPage([aCart()]);
    api.requests.length = 0;
    socket.push('activity:recorded', { entry: anEntry({ eventType: 'order.created' }) });
    stand([aRecoveredCart(), aCart()]);
    socket.push('activity:recorded', { entry: anEntry({ eventType: 'abandoned_cart.recovered' }) });
    await until(() => rows().length === 2);
    expect(api.routes()).toEqual(['GET /api/carts', 'GET /api/carts/summary']);
  });

  it('shows the carts below, too', async () => {
    const { api, button, rows } = await aPage([aCart()], 'below');
    api.answer('GET /api/carts', { items: [aCart()], next: null });
    button('Show more')?.click();
    await until(() => rows().length === 2);
    expect([api.requests.at(-1)?.query.get('before'), button('Show more')]).toEqual(['below', undefined]);
  });
});
