import { Database, type Transaction } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { LockMode } from '@mikro-orm/core';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { waitFor } from '../../../test/support/wait-for.js';
import { enqueuedMailIds, mailRows } from '../test/mail-rows.js';
import { MailMessage, type MailTables } from './mail-message.entity.js';
import { MailQueue } from './mail-queue.js';

const parts = useParts({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'orders@shop.example' });
const inTransaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);
/** An order whose confirmation is not enqueued: placing it does that. */
const placed = async (customerEmail = 'customer@example.com') => {
  const order = await inTransaction((tx) =>
    parts.get(OrdersService).place(tx, aCheckout({ customerEmail }), new Date()),
  );
  await parts.rows('delete from mail_message');
  await parts.rows('delete from pgboss.job');
  return order.id;
};
const confirm = (orderId: string) => inTransaction((tx) => parts.get(MailQueue).enqueueConfirmation(tx, orderId));
const parcel = { key: '1', carrier: 'DHL', trackingNumber: '1Z', trackingUrl: 'https://dhl.example/1Z' };
const enqueueShipping = (orderId: string, key = '1') =>
  inTransaction((tx) => parts.get(MailQueue).enqueueShipping(tx, { orderId, parcel: { ...parcel, key } }));
const resend = (orderId: string, kind: 'confirmation' | 'shipping') =>
  inTransaction((tx) => parts.get(MailQueue).resend(tx, orderId, kind, 'Ada'));
const correctEmail = (orderId: string, to: string) =>
  inTransaction((tx) => parts.get(OrdersService).correctEmail(tx, orderId, to, 'Ada'));
const end = (state: string) => parts.rows(`update mail_message set state = $1 where state = 'queued'`, [state]);

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
});

describe('a mail', () => {
  it('is a row and a job, or neither', async () => {
    const orderId = await placed();
    const failing = inTransaction(async (tx) => {
      await parts.get(MailQueue).enqueueConfirmation(tx, orderId);
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    expect([await mailRows(parts), await enqueuedMailIds(parts)]).toEqual([[], []]);

    await confirm(orderId);
    const [row] = await mailRows(parts);
    expect(row).toMatchObject({
      kind: 'confirmation',
      to_address: 'customer@example.com',
      state: 'queued',
      requested_by: null,
    });
    expect(await enqueuedMailIds(parts)).toEqual([row?.id]);
  });

  it('is enqueued once per cause, however often and concurrently it is requested', async () => {
    const orderId = await placed();
    await Promise.all(Array.from({ length: 8 }, () => confirm(orderId)));
    await Promise.all(Array.from({ length: 8 }, (_, at) => enqueueShipping(orderId, String(at % 2))));

    expect((await mailRows(parts)).map(({ kind }) => kind).toSorted()).toEqual([
      'confirmation',
      'shipping',
      'shipping',
    ]);
    expect(await enqueuedMailIds(parts)).toHaveLength(3);
  });

  it('can be enqueued in the transaction that places its order', async () => {
    await inTransaction(async (tx) => {
      const order = await parts.get(OrdersService).place(tx, aCheckout(), new Date());
      await parts.get(MailQueue).enqueueConfirmation(tx, order.id);
    });

    expect(await mailRows(parts)).toHaveLength(1);
  });
});

describe('an order', () => {
  it('enqueues one confirmation when it is placed', async () => {
    const checkout = aCheckout();
    const orders = parts.get(OrdersService);
    await inTransaction((tx) => orders.recordPendingPayment(tx, checkout, new Date()));
    expect(await mailRows(parts)).toEqual([]);
    await inTransaction((tx) => orders.place(tx, checkout, new Date()));
    await inTransaction((tx) => orders.place(tx, checkout, new Date()));

    expect(await mailRows(parts)).toHaveLength(1);
  });

  it('from the past enqueues nothing, not even when its payment is reported again', async () => {
    const [checkout, then] = [aCheckout(), new Date('2026-02-01T10:00:00Z')];
    await inTransaction((tx) => parts.get(OrdersService).place(tx, { ...checkout, isDemo: true }, then, then));
    await inTransaction((tx) => parts.get(OrdersService).place(tx, checkout, then));

    expect(await mailRows(parts)).toEqual([]);
  });
});

describe('resending', () => {
  it('creates a new message to the order’s current address', async () => {
    const orderId = await placed();
    await confirm(orderId);
    await end('failed');
    await parts.rows(`update customer_order set customer_email = 'right@example.com'`);

    expect(await resend(orderId, 'confirmation')).toBe('queued');
    const [, second] = await mailRows(parts);
    expect(second).toMatchObject({ to_address: 'right@example.com', state: 'queued', requested_by: 'Ada' });
    expect(await enqueuedMailIds(parts)).toEqual([second?.id]);
  });

  it('retries a pending message at once, to the order’s current address', async () => {
    const orderId = await placed();
    await confirm(orderId);
    await parts.rows(`update customer_order set customer_email = 'right@example.com'`);
    await Promise.all([resend(orderId, 'confirmation'), resend(orderId, 'confirmation')]);

    const rows = await mailRows(parts);
    expect(rows).toMatchObject([{ to_address: 'right@example.com', state: 'queued' }]);
    expect(new Set(await enqueuedMailIds(parts))).toEqual(new Set([rows[0]?.id]));
  });

  it('never changes a message that is recorded as sent meanwhile', async () => {
    const orderId = await placed();
    await confirm(orderId);
    const [recording, resent] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const recorded = inTransaction(async (tx) => {
      await tx.em.findOneOrFail(MailMessage, { orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      recording.resolve();
      await resent.promise;
      await tx.kysely<MailTables>().updateTable('mail_message').set({ state: 'sent' }).execute();
    });
    await recording.promise;
    await parts.rows(`update customer_order set customer_email = 'right@example.com'`);
    const resending = resend(orderId, 'confirmation');
    await waitFor(async () => {
      const [row] = await parts.rows<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return row?.waiting === 1;
    });
    resent.resolve();
    await Promise.all([recorded, resending]);

    expect(await mailRows(parts)).toMatchObject([
      { to_address: 'customer@example.com', state: 'sent' },
      { to_address: 'right@example.com', state: 'queued' },
    ]);
  });

  it('to a corrected address includes what was sent to the old one, and nothing that has reached the new one', async () => {
    const orderId = await placed();
    await enqueueShipping(orderId, '1');
    await end('sent');
    await correctEmail(orderId, 'right@example.com');
    await enqueueShipping(orderId, '2');
    await end('sent');
    await resend(orderId, 'shipping');
    expect(await mailRows(parts)).toMatchObject([
      { to_address: 'customer@example.com', state: 'sent' },
      { to_address: 'right@example.com', state: 'sent', details: { parcel: { key: '2' } } },
      { to_address: 'right@example.com', state: 'queued', details: { parcel: { key: '1' } } },
    ]);
  });

  it('creates one message for two concurrent requests', async () => {
    const orderId = await placed();
    await confirm(orderId);
    await end('sent');
    await Promise.all([resend(orderId, 'confirmation'), resend(orderId, 'confirmation')]);

    expect((await mailRows(parts)).map(({ state }) => state)).toEqual(['sent', 'queued']);
  });

  it('resends the shipping mails that failed, or all of them when none failed', async () => {
    const orderId = await placed();
    await enqueueShipping(orderId, '1');
    await end('sent');
    await enqueueShipping(orderId, '2');
    await end('failed');
    await resend(orderId, 'shipping');
    const keys = async () =>
      (await mailRows(parts)).map(({ details }) => (details as { parcel: { key: string } }).parcel.key);
    expect(await keys()).toEqual(['1', '2', '2']);

    await end('sent');
    await resend(orderId, 'shipping');
    expect((await keys()).toSorted()).toEqual(['1', '1', '2', '2', '2']);
  });

  it('sends a missing confirmation once the order is paid', async () => {
    const orderId = await placed();

    expect(await resend(orderId, 'confirmation')).toBe('queued');
    expect(await mailRows(parts)).toHaveLength(1);
  });

  it('has nothing to send for an order without payment and without parcels', async () => {
    const waiting = await inTransaction((tx) =>
      parts.get(OrdersService).recordPendingPayment(tx, aCheckout(), new Date()),
    );

    expect(await resend(waiting.id, 'confirmation')).toBe('nothing_to_send');
    expect(await resend(await placed(), 'shipping')).toBe('nothing_to_send');
    expect(await mailRows(parts)).toEqual([]);
  });
});

describe('correcting the e-mail address of an order', () => {
  const entries = () =>
    parts.rows(`select message, actor from activity_log where event_type = 'order.email_corrected' order by id`);

  it('is on the timeline', async () => {
    const orderId = await placed('ada@gmial.com');
    await correctEmail(orderId, 'ada@gmail.com');

    expect(await entries()).toEqual([{ message: 'E-mail corrected: ada@gmial.com → ada@gmail.com', actor: 'Ada' }]);
    expect(await parts.rows('select customer_email, canonical_email from customer_order')).toEqual([
      { customer_email: 'ada@gmail.com', canonical_email: 'ada@gmail.com' },
    ]);
  });

  it('to the address it has says nothing; from none, it says so; in other capitals, it is a correction', async () => {
    const orderId = await placed('');
    await correctEmail(orderId, 'Ada@gmail.com');
    await correctEmail(orderId, 'Ada@gmail.com');
    await correctEmail(orderId, 'ada@gmail.com');
    expect(await entries()).toEqual([
      { message: 'E-mail corrected: none → Ada@gmail.com', actor: 'Ada' },
      { message: 'E-mail corrected: Ada@gmail.com → ada@gmail.com', actor: 'Ada' },
    ]);
  });
});
