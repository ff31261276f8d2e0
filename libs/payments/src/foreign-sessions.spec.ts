import { WebhookEvents } from '@daybook/webhooks';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCartSession } from '../../../test/support/a-cart-session.js';
import { useJobs } from '../../../test/support/jobs.js';
import { useParts } from '../../../test/support/parts.js';
import { useRecordingProxy } from '../../../test/support/recording-proxy.js';
import { useStripeInbox } from '../../../test/support/stripe-inbox.js';

const stripe = useRecordingProxy();
const parts = useParts(() => ({
  ...{ STRIPE_API_URL: stripe.origin, ACCEPT_FOREIGN_SESSIONS: 'off', SHOP_TIMEZONE: 'Etc/UTC' },
  ...{ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'shop@example.com' },
}));
const jobs = useJobs(parts);
const { receive, process, states } = useStripeInbox(parts);
beforeEach(async () => {
  await parts.clear();
  await parts.rows(`delete from pgboss.job where name in ('fetch-order-lines', 'send-mail', 'submit-fulfilment')`);
});

const goods = { provider: 'printify', product_id: '5d39b159e7c48c000728c89f', variant_id: '12100' };
const aLine = (metadata: unknown, more: object = {}) => ({
  ...{ id: 'li_1', object: 'item', description: 'Mug', quantity: 1, amount_subtotal: 3_900 },
  price: { unit_amount: 3_900, product: { id: 'prod_1', name: 'Mug', metadata } },
  ...more,
});
const sell = (...data: object[]) =>
  stripe.always(/line_items$/, { body: { object: 'list', has_more: false, data, url: '/line_items' } });

const fetchLines = () => jobs.runWaiting('fetch-order-lines');

const at = (minutes: number) => new Date(Date.UTC(2026, 1, 23, 14, minutes));
const timeline = async () =>
  (await parts.rows<{ message: string }>('select message from activity_log order by occurred_at, id')).map(
    ({ message }) => message,
  );
const orders = () => parts.rows('select status, number, placed_at, paid_at from customer_order');
const lines = () => parts.rows('select title, provider, quantity, unit_price::int from order_line order by position');
const countJobs = async (name: string) => (await jobs.waiting(name)).length;
const carts = () => parts.rows('select email from abandoned_cart');
const placed = 'Order placed — £43.00 via Stripe';
const ignored = 'Payment of £43.00 ignored: not from this shop';

describe('a paid session that was made elsewhere', () => {
  it('is neither an order nor an entry nor a mail before its lines say whose it is', async () => {
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    expect([await orders(), await timeline(), await countJobs('send-mail')]).toEqual([[], [], 0]);
    expect(await countJobs('fetch-order-lines')).toBe(1);
  });

  it('becomes an order, at the time of its payment, when a line names our goods', async () => {
    sell(aLine({}), aLine(goods));
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    await fetchLines();

    expect(await orders()).toEqual([{ status: 'paid', number: 'SS-260223-0001', placed_at: at(5), paid_at: at(5) }]);
    expect((await timeline())[0]).toBe(placed);
    expect(await lines()).toMatchObject([{ provider: null }, { provider: 'printify' }]);
    expect([await countJobs('send-mail'), await countJobs('submit-fulfilment')]).toEqual([1, 1]);
  });

  it.each([
    ['of another site', {}],
    ['of a provider that we do not use', { ...goods, provider: 'gelato' }],
    ['of a product without a variant', { ...goods, variant_id: '' }],
    ['whose metadata are null', null],
  ])('is told once, as info, when its goods are %s: no order, no mail, no problem', async (_, metadata) => {
    sell(aLine(metadata));
    const session = aCartSession({ opened: at(0) });
    await receive(session.paid(at(5)), session.paid(at(5)));
    await fetchLines();

    expect(await parts.rows('select message, level, order_id, occurred_at, actor from activity_log')).toEqual([
      { message: ignored, level: 'info', order_id: null, occurred_at: at(5), actor: 'Stripe' },
    ]);
    expect([await orders(), await countJobs('send-mail'), await carts()]).toEqual([[], 0, []]);
    expect(await states()).toEqual(['processed', 'processed']);
  });

  it('is told once however often its webhook is replayed', async () => {
    sell(aLine({}));
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    await fetchLines();
    const [webhook] = await parts.rows<{ id: string }>('select id from webhook_event');
    await parts.get(WebhookEvents).replay(webhook?.id ?? '', 'Ada');
    await process();
    await fetchLines();
    expect(await timeline()).toEqual([ignored]);
  });

  it('is an order once its delayed payment has come, whichever lines are fetched first', async () => {
    sell(aLine(goods));
    const session = aCartSession({ opened: at(0) });
    await receive(session.paymentArrived(at(50)), session.confirmed(at(5)));
    await fetchLines();
    expect((await timeline()).slice(0, 2)).toEqual(['Awaiting payment — £43.00 via Stripe', placed]);
    expect(await orders()).toMatchObject([{ status: 'paid', placed_at: at(5), paid_at: at(50) }]);
    expect(await countJobs('submit-fulfilment')).toBe(1);
  });

  it('is silent while the delayed payment of another site has not come', async () => {
    sell(aLine({}));
    const session = aCartSession({ opened: at(0) });
    await receive(session.confirmed(at(5)));
    await fetchLines();
    expect(await timeline()).toEqual([]);
    await receive(session.paymentFailed(at(9)));
    await fetchLines();
    expect(await timeline()).toEqual([]);
  });
});

describe('an expired session that was made elsewhere', () => {
  it.each([
    ['is an abandoned cart when a line names our goods', goods, ['Abandoned cart — ada@example.com, £43.00']],
    ['is none when no line does', {}, []],
  ])('%s', async (_, metadata, entries) => {
    sell(aLine(metadata));
    await receive(aCartSession({ opened: at(0) }).expired(at(30)));
    expect(await carts()).toEqual([]);
    await fetchLines();
    expect(await timeline()).toEqual(entries);
    expect(await carts()).toHaveLength(entries.length);
  });

  it('makes the session behind its recovery link ours, without asking Stripe again', async () => {
    sell(aLine(goods));
    const left = aCartSession({ opened: at(0) });
    await receive(left.expired(at(30)));
    await fetchLines();
    await receive(aCartSession({ opened: at(90), recoveredFrom: left.id }).paid(at(95)));
    expect(await orders()).toHaveLength(1);
  });

  it('of another site makes nothing ours: its recovered session is ignored too', async () => {
    sell(aLine({}));
    const left = aCartSession({ opened: at(0) });
    await receive(aCartSession({ opened: at(90), recoveredFrom: left.id }).paid(at(95)), left.expired(at(30)));
    await fetchLines();
    expect([await timeline(), await orders(), await carts()]).toEqual([[ignored], [], []]);
  });
});

describe('the lines of a session', () => {
  it.each([
    ['of quantity 0 is left out', aLine(goods, { quantity: 0, amount_subtotal: 0 }), []],
    ['without a quantity is one', aLine({}, { quantity: null }), [{ quantity: 1, unit_price: 3_900 }]],
    ['without a price has what it cost', aLine({}, { price: null, quantity: 2 }), [{ unit_price: 1_950 }]],
    ['with a price in fractions too', aLine({}, { price: { unit_amount: null } }), [{ unit_price: 3_900 }]],
    ['with nothing but an id is kept', { id: 'li_2' }, [{ title: 'Unnamed item', unit_price: 0 }]],
    ['of a product that is not expanded is kept', aLine({}, { price: { product: 'prod_1' } }), [{ title: 'Mug' }]],
    ['of a deleted product', aLine({}, { price: { product: { id: 'prod_1', deleted: true } } }), [{ title: 'Mug' }]],
    ['of an amount of 0', aLine(goods, { price: { unit_amount: 0 } }), [{ unit_price: 0 }]],
    ['in another script', aLine({}, { description: '陶器の\u0000マグ' }), [{ title: '陶器の マグ' }]],
    ['with metadata that are no text', aLine({ provider: 7 }), [{ provider: null }]],
  ])('%s', async (_, line, expected) => {
    sell(line, aLine(goods, { id: 'li_9', description: 'Tee' }));
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    expect(await fetchLines()).toEqual([{ outcome: 'done' }]);
    expect(await lines()).toMatchObject([...expected, { title: 'Tee', provider: 'printify' }]);
  });
});

describe('while nobody knows whose a session is', () => {
  const problems = () =>
    parts.rows(
      `select message, resolved_at is not null as is_resolved from activity_log where level = 'error' order by id`,
    );
  const run = async (attempt: number) => {
    const [job] = await jobs.waiting('fetch-order-lines');
    return jobs.run('fetch-order-lines', job ?? {}, attempt);
  };
  const error = (status: number, message: string) => ({ status, body: { error: { message } } });

  it('a person is told after some twenty minutes, and no more once Stripe answers', async () => {
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    const answer = stripe.always(/line_items$/, error(403, 'This key may not read it.'));
    expect(await run(8)).toMatchObject({ outcome: 'retry' });
    expect(await problems()).toEqual([]);
    expect(await run(9)).toMatchObject({ outcome: 'retry' });
    expect(await problems()).toEqual([
      { message: expect.stringMatching(/could not be processed: .*This key may not read it\.$/), is_resolved: false },
    ]);

    answer();
    sell(aLine(goods));
    expect(await run(10)).toEqual({ outcome: 'done' });
    expect(await problems()).toMatchObject([{ is_resolved: true }]);
    expect(await orders()).toHaveLength(1);
  });

  it('a person is told when the lines have a shape that nobody knows, and when Daybook gives up', async () => {
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    sell(aLine(goods, { quantity: 'x' }));
    expect([await run(9), await run(80)]).toMatchObject([{ outcome: 'retry' }, { outcome: 'discard' }]);
    const reason = 'the lines of its session could not be fetched: its body is not understood (quantity: ';
    expect(await problems()).toEqual([
      { message: expect.stringContaining(reason), is_resolved: true },
      { message: expect.stringMatching(/ — gave up after 80 attempts$/), is_resolved: false },
    ]);
  });

  it('a person is told in one line, however long Stripe’s answer is', async () => {
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    stripe.always(/line_items$/, error(403, `No.\u0000\n${'x'.repeat(5_000)}`));
    await run(9);
    expect(await problems()).toMatchObject([{ message: expect.stringMatching(/: No\. x{496}$/) }]);
  });

  it.each(['expired', 'confirmed', 'paymentFailed'] as const)(
    'nobody is told of one that brings no money: %s',
    async (event) => {
      await receive(aCartSession({ opened: at(0) })[event](at(5)));
      const answer = stripe.always(/line_items$/, error(403, 'This key may not read it.'));
      expect([await run(9), await run(80)]).toMatchObject([{ outcome: 'retry' }, { outcome: 'discard' }]);
      answer();
      stripe.always(/line_items$/, error(404, 'No such checkout.session.'));
      expect(await run(1)).toMatchObject({ outcome: 'discard' });
      expect(await problems()).toEqual([]);
    },
  );

  it('a replay resolves the problem only once the lines are there', async () => {
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    const answer = stripe.always(/line_items$/, error(404, 'No such checkout.session.'));
    await fetchLines();
    const [webhook] = await parts.rows<{ id: string }>('select id from webhook_event');
    await parts.get(WebhookEvents).replay(webhook?.id ?? '', 'Ada');
    await process();
    expect(await states()).toEqual(['processed']);
    expect(await problems()).toMatchObject([{ is_resolved: false }]);

    answer();
    sell(aLine(goods));
    await fetchLines();
    expect(await problems()).toMatchObject([{ is_resolved: true }]);
  });

  it('a person is told at once when the key’s account has no such session', async () => {
    await receive(aCartSession({ opened: at(0) }).paid(at(5)));
    stripe.always(/line_items$/, error(404, 'No such checkout.session.'));
    expect(await run(1)).toMatchObject({ outcome: 'discard' });
    expect(await problems()).toMatchObject([{ message: expect.stringContaining('No such checkout.session.') }]);
  });
});
