import { RecoveryMails } from '@daybook/mail';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCartSession, type CartSessionOptions } from '../support/a-cart-session.js';
import { useJobs } from '../support/jobs.js';
import { useMailServer } from '../support/mail-server.js';
import { useParts } from '../support/parts.js';
import { useRecordingProxy } from '../support/recording-proxy.js';
import { useStripeInbox } from '../support/stripe-inbox.js';

const stripe = useRecordingProxy();
const mailServer = useMailServer();
const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour);

const goods = { provider: 'printify', product_id: '5d39b159e7c48c000728c89f', variant_id: '12100', variant: 'White' };
const aLine = (description: string, quantity: number, unitAmount: number) => ({
  ...{ id: `li_${description}`, object: 'item', description, quantity, amount_subtotal: quantity * unitAmount },
  price: { unit_amount: unitAmount, product: { id: 'prod_1', name: description, metadata: goods } },
});

describe.each(['on', 'off'])('the reminder of a session made elsewhere, with ACCEPT_FOREIGN_SESSIONS=%s', (foreign) => {
  const parts = useParts(() => ({
    ...{ STRIPE_API_URL: stripe.origin, ACCEPT_FOREIGN_SESSIONS: foreign },
    ...{ SMTP_URL: mailServer().url, MAIL_FROM: 'orders@shop.example' },
  }));
  const jobs = useJobs(parts);
  const { receive } = useStripeInbox(parts);
  beforeEach(async () => {
    await parts.clear();
    await parts.rows('delete from pgboss.job');
    mailServer().received.length = 0;
    const data = [aLine('Enamel mug', 2, 1_500), aLine('Tote', 1, 900)];
    stripe.always(/line_items$/, { body: { object: 'list', has_more: false, data, url: '/line_items' } });
  });

  const left = (options: Partial<CartSessionOptions> = {}) =>
    aCartSession({ opened: ago(3), hasConsent: true, ...options });
  async function remind(): Promise<string[]> {
    await parts.get(RecoveryMails).enqueueDue(new AbortController().signal);
    for (const payload of await jobs.waiting('send-mail')) await jobs.run('send-mail', payload);
    return mailServer().received.map(({ text }) => text ?? '');
  }

  it('lists what is in the cart', async () => {
    const session = left();
    const event = session.expired(ago(2));
    await receive(event);
    await jobs.runWaiting('fetch-order-lines');
    await receive(event);
    await jobs.runWaiting('fetch-order-lines');
    const [text, ...more] = await remind();
    expect(text).toContain('2 × Enamel mug (White): £30.00\n1 × Tote (White): £9.00\n');
    expect(text).toContain('Total: £43.00');
    expect(more).toEqual([]);
  });

  it('still lists it when the session behind its link has expired too', async () => {
    const first = left();
    await receive(first.expired(ago(2.5)));
    await jobs.runWaiting('fetch-order-lines');
    await receive(left({ opened: ago(2), recoveredFrom: first.id }).expired(ago(1.5)));
    expect(await jobs.waiting('fetch-order-lines')).toEqual([]);
    expect(await remind()).toEqual([expect.stringContaining('2 × Enamel mug (White): £30.00')]);
  });

  if (foreign === 'on') {
    it.each<[string, Partial<CartSessionOptions>]>([
      ['without consent', { hasConsent: false }],
      ['without a link', { hasRecovery: false }],
      ['without an e-mail address', { email: null }],
    ])('costs Stripe no call %s', async (_, options) => {
      await receive(left(options).expired(ago(2)));
      expect(await jobs.waiting('fetch-order-lines')).toEqual([]);
    });

    it('is sent without the goods when Stripe has not told them', async () => {
      await receive(left().expired(ago(2)));
      expect(await remind()).toEqual([expect.stringContaining('still like it.\n\nTotal: £43.00')]);
    });
  }
});
