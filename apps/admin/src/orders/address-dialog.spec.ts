import type { Order } from '@daybook/contract';
import { anOrder, aFulfilment, orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const address = `PUT /api/orders/${orderId}/address`;
const retry = `POST /api/orders/${orderId}/retry`;
const waiting: Partial<Order> = {
  fulfilmentError: 'the address is incomplete',
  fulfilments: [aFulfilment({ status: 'pending', providerOrderId: null })],
  actions: ['retry', 'address'],
};
const asItWas = anOrder().shippingAddress;

async function opened(some: Partial<Order> = waiting) {
  const page = await anOrderPage(some);
  page.api.answer(address, page.order);
  page.api.answer(retry, page.order);
  await page.opens('Correct the address');
  const field = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  return { ...page, field, routes: () => page.mutations().map(({ route, body }) => [route, body]) };
}

describe('correcting the address', () => {
  it('starts from what is there, with what a browser needs to fill it in', async () => {
    const { field } = await opened();
    expect([field('name')?.value, field('line2')?.value, field('country')?.value]).toEqual(['Ada Green', '', 'GB']);
    expect(field('postalCode')?.autocomplete).toBe('shipping postal-code');
    expect(field('country')?.querySelector('option[value=DE]')?.textContent.trim()).toBe('Germany');
  });

  it('saves, and submits again in the same go', async () => {
    const page = await opened();
    await page.fill('[name=line1]', ' 14 Mill Lane ');
    await page.press('Save and retry');
    await page.closed();
    await page.snackSays('Address corrected, and submitting again');
    expect(page.routes()).toEqual([
      [address, { ...asItWas, line1: '14 Mill Lane' }],
      [retry, null],
    ]);
  });

  it('saved alone, offers to retry', async () => {
    const page = await opened();
    await page.press('Save');
    await page.closed();
    await page.snackSays('Address corrected');
    document.querySelector<HTMLButtonElement>('mat-snack-bar-container button')?.click();
    await until(() => page.routes().length === 2);
    expect(page.routes()[1]).toEqual([retry, null]);
  });

  it('offers no retry where there is nothing to retry', async () => {
    const page = await opened({ actions: ['address'] });
    expect(page.named('Save and retry')).toBeUndefined();
    await page.press('Save');
    await page.closed();
    expect(page.routes()).toHaveLength(1);
  });

  it('says beside each field what is missing, and sends nothing', async () => {
    const page = await opened();
    await page.fill('[name=city]', ' ');
    await page.fill('[name=name]', '');
    await page.press('Save');
    const why = (name: string) => {
      const described = page.field(name)?.getAttribute('aria-describedby');
      return described ? page.words(document.getElementById(described)) : null;
    };
    expect([why('name'), why('city'), why('line1')]).toEqual([
      'Enter the recipient’s name.',
      'Enter the town or city.',
      null,
    ]);
    await until(() => document.activeElement === page.field('name'));
    await page.fill('[name=name]', 'Ada');
    expect(why('name')).toBeNull();
    expect(page.routes()).toEqual([]);
  });

  it('says beside a field what the server has against it', async () => {
    const page = await opened();
    const errors = [{ field: 'postalCode', message: 'not a postcode of this country' }];
    const problem = {
      type: 'about:blank',
      title: '',
      status: 400,
      detail: 'This field is not right: postalCode.',
      errors,
    };
    page.api.answer(address, problem, 400);
    await page.press('Save and retry');
    await until(() => document.getElementById('address-postalCode-why') !== null);
    expect(page.words(document.getElementById('address-postalCode-why'))).toBe('not a postcode of this country');
    expect(page.field('postalCode')?.getAttribute('aria-invalid')).toBe('true');
    await until(() => document.activeElement === page.field('postalCode'));
    expect(page.routes()).toHaveLength(1);
  });

  it('that comes too late shows the server’s sentence and keeps what was typed', async () => {
    const page = await opened();
    page.api.refuse(address, 409, 'The order is with its provider: the address can only be changed there.');
    await page.fill('[name=line1]', '14 Mill Lane');
    await page.press('Save');
    await until(() => page.alert() !== '');
    expect(page.alert()).toContain('The order is with its provider');
    expect(page.field('line1')?.value).toBe('14 Mill Lane');
  });

  it('says that the address was saved when only the retry failed', async () => {
    const page = await opened();
    page.api.refuse(retry, 409, 'This order has nothing left to submit.');
    await page.press('Save and retry');
    await page.snackSays('but nothing was submitted. This order has nothing left to submit.');
  });

  it('asks for a country where there was no address', async () => {
    const page = await opened({ ...waiting, shippingAddress: null });
    await page.fill('[name=name]', 'Ada');
    await page.fill('[name=line1]', '1 Lane');
    await page.fill('[name=city]', 'Totnes');
    await page.press('Save');
    expect(page.words(document.getElementById('address-country-why'))).toBe('Choose the country.');
    await page.fill('[name=country]', 'IE');
    await page.press('Save');
    await page.closed();
    expect(page.routes()[0]?.[1]).toMatchObject({ country: 'IE' });
  });
});
