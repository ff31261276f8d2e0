import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../test/support/wait-for.js';
import { aSessionRequest, startSandbox, type SandboxUnderTest } from '../test/sandbox.js';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const ada = { email: 'ada@example.com', name: 'Ada Green', line1: '12 Mill Lane', city: 'Totnes', country: 'GB' };

async function openSession() {
  const { id } = await sandbox.stripe.checkout.sessions.create(aSessionRequest());
  return id;
}

describe('the pages', () => {
  it('lead from the basket through the pay page to the receipt', async () => {
    expect(await sandbox.page('/')).toContain('£43.00');
    const ordered = await sandbox.form('/orders', { 'quantity[heavyweight-tee]': '1', 'quantity[enamel-mug]': '1' });
    expect(ordered.status).toBe(303);
    const pay = ordered.headers.get('location') ?? '';
    expect(await sandbox.page(pay)).toContain('Pay £43.00');
    const paid = await sandbox.form(pay, { ...ada, pay_by: 'card' });
    expect(paid.headers.get('location')).toBe(pay);
    const receipt = await waitFor(async () => {
      const page = await sandbox.page(pay);
      return page.includes('Delivered') && page;
    });
    expect(receipt).toContain('checkout.session.completed');
    expect(receipt).toContain('See it in the console');
  });

  it('place a paid order with one click', async () => {
    await sandbox.form('/orders', { 'quantity[tote-bag]': '1', go: 'paid' });
    const [webhook] = await sandbox.receiver.first(1);
    expect(JSON.parse(webhook?.body ?? '')).toMatchObject({
      data: { object: { amount_total: 1600, payment_status: 'paid' } },
    });
  });

  it('take a session’s payment once, however often the form is sent', async () => {
    const id = await openSession();
    const answers = await Promise.all([sandbox.form(`/pay/${id}`, ada), sandbox.form(`/pay/${id}`, ada)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const { body } = await sandbox.json('GET', `/sandbox/events?session=${id}`);
    expect((body as { items: unknown[] }).items).toHaveLength(1);
    expect(await sandbox.page(`/pay/${id}`)).toContain('cannot be paid again');
  });

  it('expire a checkout with the e-mail and the consent that were entered', async () => {
    const ordered = await sandbox.form('/orders', { 'quantity[heavyweight-tee]': '1' });
    const pay = ordered.headers.get('location') ?? '';
    expect(await sandbox.page(pay)).toContain('Let it expire now');
    const left = await sandbox.form(`${pay}/leave`, { email: 'ada@example.com', optIn: 'yes' });
    expect([left.status, left.headers.get('location')]).toEqual([303, pay]);
    expect(await sandbox.page(pay)).toContain('This checkout has expired');
    expect(await sandbox.stripe.checkout.sessions.retrieve(pay.split('/').at(-1) ?? '')).toMatchObject({
      status: 'expired',
      customer_details: { email: 'ada@example.com' },
      consent: { promotions: 'opt_in' },
    });
  });

  it('mark a bad field, keep the input and take no payment', async () => {
    const id = await openSession();
    const answer = await sandbox.form(`/pay/${id}`, { ...ada, email: 'nobody', city: 'Dartmouth' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('Enter an e-mail address');
    expect(page).toContain('Dartmouth');
    expect(await sandbox.stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: 'open' });
  });

  it('settle a bank debit after the chosen delay and show that it is pending', async () => {
    const [later, soon] = [await openSession(), await openSession()];
    const debit = { ...ada, pay_by: 'delayed', outcome: 'fails' };
    await sandbox.form(`/pay/${later}`, { ...debit, settle_after: '600' });
    expect(await sandbox.page(`/pay/${later}`)).toContain('Awaiting payment');
    await sandbox.form(`/pay/${soon}`, { ...debit, settle_after: '1' });
    await sandbox.receiver.first(3);
    expect(await sandbox.page(`/pay/${soon}`)).toContain('Payment failed');
  });

  it('escape names', async () => {
    const params = aSessionRequest();
    const line_items = params.line_items?.map((item) => ({
      ...item,
      price_data: { currency: 'gbp', unit_amount: 100, product_data: { name: '<img src=x onerror=alert(1)>' } },
    }));
    const { id } = await sandbox.stripe.checkout.sessions.create({ ...params, line_items });
    const refused = await sandbox.form(`/pay/${id}`, { ...ada, name: '"><script>alert(1)</script>', email: '' });
    const page = await refused.text();
    expect(page).not.toMatch(/<img src=x|<script/);
    expect(page).toContain('&lt;img src=x');
    await sandbox.form(`/pay/${id}`, { ...ada, name: '<script>alert(1)</script>' });
    expect(await sandbox.page('/webhooks')).not.toContain('<script');
  });

  it('resend a webhook from its row and show the answer', async () => {
    const { body } = await sandbox.json('POST', '/sandbox/orders');
    const [eventId] = (body as { eventIds: [string] }).eventIds;
    const answer = await sandbox.form(`/webhooks/${eventId}/deliver`, { mode: 'burst' });
    expect(answer.headers.get('location')).toBe(`/webhooks?open=${eventId}#${eventId}`);
    expect(await sandbox.page(`/webhooks?open=${eventId}`)).toContain('20 × 200');
  });

  it('refuse a form from another site', async () => {
    const id = await openSession();
    for (const origin of ['https://evil.example', 'null', `${sandbox.url.replace('http:', 'https:')}0`]) {
      expect((await sandbox.form(`/pay/${id}`, ada, origin)).status).toBe(403);
    }
    expect(await sandbox.stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: 'open' });
  });

  it('have a content security policy that allows no script', async () => {
    const answer = await fetch(`${sandbox.url}/`);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'self';img-src 'self' data:;form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(await answer.text()).not.toMatch(/<script|style="/);
  });

  it('explain an empty list', async () => {
    expect(await sandbox.page('/pay/cs_test_1')).toContain('Place the order again');
    expect(await sandbox.page('/nowhere')).toContain('There is no page at this address.');
    expect(await sandbox.page('/webhooks')).toContain('Each payment sends a webhook');
  });
});

describe('the pages of a shop in another currency', () => {
  it.each([
    ['JPY', 'en-GB', '¥4,300'],
    ['KWD', 'en-GB', '4.300'],
    ['EUR', 'de-DE', '43,00'],
  ])('write %s as %s does', async (SHOP_CURRENCY, SHOP_LOCALE, total) => {
    await using shop = await startSandbox({ SHOP_CURRENCY, SHOP_LOCALE });
    expect(await shop.page('/')).toContain(total);
  });
});
