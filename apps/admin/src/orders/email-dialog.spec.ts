import type { Order } from '@daybook/contract';
import { orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const email = `PUT /api/orders/${orderId}/email`;
const resend = (kind: string) => `POST /api/orders/${orderId}/emails/${kind}/resend`;

async function opened(some: Partial<Order> = { actions: ['email', 'resend'] }) {
  const page = await anOrderPage({ customerEmail: 'ada@gmial.com', ...some });
  page.api.answer(email, page.order);
  for (const kind of ['confirmation', 'shipping']) page.api.answer(resend(kind), page.order);
  await page.opens('Correct the e-mail');
  const field = () => document.querySelector<HTMLInputElement>('[name=email]');
  return { ...page, field, routes: () => page.mutations().map(({ route, body }) => [route, body]) };
}

describe('correcting the e-mail address', () => {
  it('starts from what is there, and saves', async () => {
    const page = await opened();
    expect(page.field()?.value).toBe('ada@gmial.com');
    await page.fill('[name=email]', ' ada@gmail.com ');
    await page.press('Save');
    await page.closed();
    await page.snackSays('E-mail address corrected');
    expect(page.routes()).toEqual([[email, { email: 'ada@gmail.com' }]]);
  });

  it('saves, and sends again what went to the old address', async () => {
    const page = await opened({ actions: ['email', 'resend'], resendable: ['confirmation', 'shipping'] });
    await page.fill('[name=email]', 'ada@gmail.com');
    await page.press('Save and send again');
    await page.closed();
    await page.snackSays('E-mail address corrected, and sending again');
    expect(page.routes()).toEqual([
      [email, { email: 'ada@gmail.com' }],
      [resend('confirmation'), null],
      [resend('shipping'), null],
    ]);
  });

  it('offers no sending where there is nothing to send', async () => {
    expect((await opened({ actions: ['email'] })).named('Save and send again')).toBeUndefined();
  });

  it('sends no shipping notification before a parcel has left', async () => {
    const page = await opened();
    await page.press('Save and send again');
    await page.closed();
    await until(() => page.routes().length === 2);
    expect(page.routes().map(([route]) => route)).toEqual([email, resend('confirmation')]);
  });

  it.each(['', 'ada', 'ada@', 'ada@example', 'ada @example.com'])('says what is wrong with “%s”', async (typed) => {
    const page = await opened();
    await page.fill('[name=email]', typed);
    await page.press('Save');
    expect(page.words(document.getElementById('customer-email-why'))).toBe(
      'Enter an e-mail address such as ada@example.com.',
    );
    expect(page.field()?.getAttribute('aria-describedby')).toBe('customer-email-why');
    await until(() => document.activeElement === page.field());
    expect(page.routes()).toEqual([]);
    await page.fill('[name=email]', 'ada@example.com');
    expect(page.field()?.getAttribute('aria-invalid')).toBe('false');
  });

  it('says what the server has against it, and keeps what was typed', async () => {
    const page = await opened();
    page.api.refuse(email, 503, 'The database is unavailable. Try again in a few seconds.');
    await page.fill('[name=email]', 'ada@gmail.com');
    await page.press('Save');
    await until(() => page.alert() !== '');
    expect(page.alert()).toContain('The database is unavailable');
    expect(page.field()?.value).toBe('ada@gmail.com');
  });

  it('says that the address was saved when only the sending failed', async () => {
    const page = await opened();
    page.api.refuse(resend('confirmation'), 409, 'E-mails cannot be sent: SMTP_URL is not set.');
    await page.press('Save and send again');
    await page.snackSays('but not everything is sent again. E-mails cannot be sent: SMTP_URL is not set.');
  });
});
