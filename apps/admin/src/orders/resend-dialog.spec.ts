import { anEntry, aProblem } from '../../test/an-entry';
import { orderId } from '../../test/an-order';
import { anOrderPage } from '../../test/an-order-page';
import { until } from '../../test/until';

const route = (kind: string) => `POST /api/orders/${orderId}/emails/${kind}/resend`;
const failed = (mail: string) =>
  aProblem({ orderId, eventType: 'order.email.failed', message: `The ${mail} failed`, payload: { mail } });

describe('an e-mail sent again', () => {
  it.each([
    ['confirmation', 'Send the order confirmation again'],
    ['shipping', 'Send the shipping notification again'],
    ['refund', 'Send the refund notice again'],
  ])('names who gets the %s before it goes', async (kind, button) => {
    const page = await anOrderPage({ actions: ['resend'], resendable: ['confirmation', 'shipping', 'refund'] });
    page.api.answer(route(kind), page.order);
    await page.opens(button);
    expect(page.words()).toContain(`${button}?`);
    expect(page.words()).toContain('It goes to ada@customer.example');
    await page.press('Send again');
    await page.closed();
    await page.snackSays('is being sent again');
    expect(page.mutations().map((request) => request.route)).toEqual([route(kind)]);
  });

  it('is offered beside the failure that it mends', async () => {
    const page = await anOrderPage({ actions: ['resend'] }, [anEntry({ orderId }), failed('confirmation')]);
    await page.opens('Send again: order confirmation');
    expect(page.words()).toContain('Send the order confirmation again?');
  });

  it('is not offered beside a failure that is resolved', async () => {
    const resolved = { ...failed('shipping'), resolvedAt: '2026-02-14T15:00:00.000Z' };
    const page = await anOrderPage({ actions: ['resend'] }, [resolved]);
    expect(page.named('Send again: shipping notification')).toBeUndefined();
  });

  it('is not offered beside a failure where it may not be sent', async () => {
    const page = await anOrderPage({ actions: ['note'] }, [failed('shipping')]);
    expect(page.named('Send again: shipping notification')).toBeUndefined();
  });

  it('that is refused shows the server’s sentence', async () => {
    const page = await anOrderPage({ actions: ['resend'] });
    page.api.refuse(route('confirmation'), 409, 'No mail server is set up.');
    await page.opens('Send the order confirmation again');
    await page.press('Send again');
    await until(() => page.alert() !== '');
    expect(page.alert()).toBe('No mail server is set up.');
  });
});
