import { Database } from '@daybook/database';
import { OrdersService, type OrdersTables } from '@daybook/orders';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useJobs } from '../../../test/support/jobs.js';
import { useMailServer } from '../../../test/support/mail-server.js';
import { useParts } from '../../../test/support/parts.js';
import { mailRows } from '../test/mail-rows.js';
import { MailQueue } from './mail-queue.js';

const mailServer = useMailServer();
const parts = useParts(() => ({ SMTP_URL: mailServer().url, MAIL_FROM: 'orders@shop.example' }));

beforeEach(async () => {
  await parts.clear();
  await parts.rows('delete from pgboss.job');
  Object.assign(mailServer(), { refuses: null, attempts: 0, beforeAccepting: () => undefined });
  mailServer().received.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
});

const line = {
  ...{ title: 'Heavyweight tee', variant: 'M / Black', sku: null, provider: null, productId: null, variantId: null },
  ...{ quantity: 1, unitPrice: 3_900 },
};

/** A confirmation that waits to be sent; returns its id. */
async function aConfirmation(customerEmail = 'customer@example.com', lines = [line]): Promise<string> {
  await parts.get(Database).transaction(async (tx) => {
    const orders = parts.get(OrdersService);
    const order = await orders.place(tx, aCheckout({ customerEmail }), new Date());
    await tx.em.flush();
    if (lines.length > 0) await orders.storeLines(tx, order.id, lines);
  });
  return (await mailRows(parts)).at(-1)?.id ?? '';
}

const jobs = useJobs(parts);
const attempt = (mailId: string, number = 1) => jobs.run('send-mail', { mailId }, number);
const story = () =>
  parts.rows<{ event_type: string; message: string; resolved: boolean }>(
    `select event_type, message, resolved_at is not null as resolved from activity_log
     where event_type like 'order.email.%' order by occurred_at, id`,
  );

describe('an accepted mail', () => {
  it('is recorded on the timeline at its time and not sent again', async () => {
    const mailId = await aConfirmation();
    const before = new Date();

    expect(await attempt(mailId)).toEqual({ outcome: 'done' });
    expect(await attempt(mailId)).toEqual({ outcome: 'done' });
    expect(mailServer().received).toHaveLength(1);
    expect(mailServer().received[0]?.text).toContain('1 × Heavyweight tee (M / Black): £39.00');
    expect(await mailRows(parts)).toMatchObject([
      { state: 'sent', attempts: 1, last_error: null, message_id: `<${mailId}@shop.example>` },
    ]);
    expect(await story()).toMatchObject([{ message: 'Order confirmation sent to customer@example.com' }]);
    const [entry] = await parts.rows<{ at: Date }>(
      `select occurred_at as at from activity_log where event_type = 'order.email.confirmation_sent'`,
    );
    expect(entry?.at.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('is sent once when two workers run the same job', async () => {
    const mailId = await aConfirmation();
    const [reached, proceed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    mailServer().beforeAccepting = () => {
      reached.resolve();
      return proceed.promise;
    };
    const first = attempt(mailId);
    await reached.promise;

    // should the first fail after all, another attempt is needed
    expect(await attempt(mailId)).toMatchObject({ outcome: 'snooze' });
    proceed.resolve();
    await first;
    expect(await attempt(mailId)).toEqual({ outcome: 'done' });
    expect(mailServer().received).toHaveLength(1);
    expect(await story()).toHaveLength(1);
  });

  it('goes to the address that the order has by then, also after an attempt that failed', async () => {
    const mailId = await aConfirmation('wrong@example.com');
    mailServer().refuses = '451 4.7.1 Greylisted, please try again later';
    expect(await attempt(mailId)).toMatchObject({ outcome: 'retry' });
    mailServer().refuses = null;
    await parts.rows(`update customer_order set customer_email = 'right@example.com'`);
    expect(await attempt(mailId, 2)).toEqual({ outcome: 'done' });

    expect(mailServer().received.map(({ envelope }) => envelope.to)).toEqual([['right@example.com']]);
    expect(await mailRows(parts)).toMatchObject([
      { to_address: 'right@example.com', canonical_to: 'right@example.com', state: 'sent' },
    ]);
  });

  it('is not sent once a later message about the same waits or was sent', async () => {
    const first = await aConfirmation();
    const [order] = await parts.rows<{ id: string }>('select id from customer_order');
    await parts.rows(
      `insert into mail_message (id, kind, order_id, to_address, canonical_to)
       values ('ffffffff-ffff-7fff-bfff-ffffffffffff', 'confirmation', $1, 'customer@example.com', 'customer@example.com')`,
      [order?.id],
    );
    expect(await attempt(first)).toEqual({ outcome: 'done' });
    expect(mailServer().received).toEqual([]);
    expect(await mailRows(parts)).toMatchObject([{ state: 'failed' }, { state: 'queued' }]);
  });

  it('keeps its recipient when the address is corrected meanwhile: a second message goes to the new one', async () => {
    const mailId = await aConfirmation('wrong@example.com');
    const resend = () =>
      parts.get(Database).transaction(async (tx) => {
        await tx
          .kysely<OrdersTables>()
          .updateTable('customer_order')
          .set({ customer_email: 'right@example.com' })
          .execute();
        const { id } = await tx
          .kysely<OrdersTables>()
          .selectFrom('customer_order')
          .select('id')
          .executeTakeFirstOrThrow();
        await parts.get(MailQueue).resend(tx, id, 'confirmation', 'Ada');
      });
    mailServer().beforeAccepting = async () => {
      mailServer().beforeAccepting = () => undefined;
      await resend();
    };
    expect(await attempt(mailId)).toEqual({ outcome: 'done' });
    const [, second] = await mailRows(parts);
    await attempt(second?.id ?? '');

    expect(await mailRows(parts)).toMatchObject([
      { id: mailId, to_address: 'wrong@example.com', state: 'sent' },
      { to_address: 'right@example.com', state: 'sent', requested_by: 'Ada' },
    ]);
    expect((await story()).map(({ message }) => message)).toEqual([
      'Order confirmation sent to wrong@example.com',
      'Order confirmation sent to right@example.com',
    ]);
  });

  it('is not sent twice by a process that could not record it', async () => {
    const mailId = await aConfirmation();
    await parts.rows(`alter table mail_message add constraint no_more check (state <> 'sent')`);
    expect(await attempt(mailId)).toMatchObject({ outcome: 'retry', reason: expect.stringContaining('no_more') });
    expect(await story()).toEqual([]);
    await parts.rows(`alter table mail_message drop constraint no_more`);

    expect(await attempt(mailId, 2)).toEqual({ outcome: 'done' });
    expect(mailServer().received).toHaveLength(1);
    expect(await story()).toHaveLength(1);
  });
});

describe('a rejected mail', () => {
  it('is retried when the rejection is temporary, and recorded only after the last attempt', async () => {
    const mailId = await aConfirmation();
    mailServer().refuses = '452 4.2.2 Mailbox full, please try again later';

    expect(await attempt(mailId)).toMatchObject({ outcome: 'retry', reason: 'mailbox full, please try again later' });
    expect(await mailRows(parts)).toMatchObject([{ state: 'queued', attempts: 1 }]);
    expect(await story()).toEqual([]);
    expect(await attempt(mailId, 5)).toMatchObject({ outcome: 'discard' });
    expect(await mailRows(parts)).toMatchObject([
      { state: 'failed', attempts: 2, last_error: 'mailbox full, please try again later' },
    ]);
    expect(await story()).toMatchObject([
      {
        event_type: 'order.email.failed',
        message:
          'Order confirmation to customer@example.com failed: mailbox full, please try again later — gave up after 5 attempts',
      },
    ]);
  });

  it('is not retried when the rejection is permanent, by another job neither', async () => {
    const mailId = await aConfirmation();
    mailServer().refuses = '550 5.1.1 mailbox unavailable';

    expect(await attempt(mailId)).toEqual({ outcome: 'discard', reason: 'mailbox unavailable' });
    expect(await attempt(mailId)).toEqual({ outcome: 'done' });
    expect(mailServer().attempts).toBe(1);
    expect(await story()).toMatchObject([
      { message: 'Order confirmation to customer@example.com failed: mailbox unavailable' },
    ]);
  });

  it('fails with a sentence when there is no address', async () => {
    await attempt(await aConfirmation(''));

    expect(await story()).toMatchObject([
      { message: 'Order confirmation to nobody failed: the order has no e-mail address' },
    ]);
  });

  it('is recorded for its parcel, and another parcel’s mail does not resolve it', async () => {
    await aConfirmation();
    const [row] = await parts.rows<{ order_id: string }>('select order_id from mail_message');
    const orderId = row?.order_id ?? '';
    const enqueueShipping = async (key: string) => {
      const parcel = { key, carrier: 'DHL', trackingNumber: key, trackingUrl: null };
      await parts.get(Database).transaction((tx) => parts.get(MailQueue).enqueueShipping(tx, { orderId, parcel }));
      return (await mailRows(parts)).at(-1)?.id ?? '';
    };
    mailServer().refuses = '550 mailbox unavailable';
    await attempt(await enqueueShipping('1'));
    mailServer().refuses = null;
    await attempt(await enqueueShipping('2'));
    expect((await story()).map(({ resolved }) => resolved)).toEqual([false, false]);

    await parts.get(Database).transaction((tx) => parts.get(MailQueue).resend(tx, orderId, 'shipping', 'Ada'));
    await attempt((await mailRows(parts)).at(-1)?.id ?? '');
    expect(await story()).toMatchObject([{ event_type: 'order.email.failed', resolved: true }, {}, {}]);
  });
});

describe('a confirmation', () => {
  it('waits for the lines of its order', async () => {
    const mailId = await aConfirmation('customer@example.com', []);

    expect(await attempt(mailId)).toMatchObject({ outcome: 'snooze', delaySeconds: 2 });
    expect(mailServer().received).toEqual([]);
    expect(await mailRows(parts)).toMatchObject([{ state: 'queued', attempts: 0 }]);
  });

  it.each([
    [299, 0],
    [301, 1],
  ])('of which they are not known after %i seconds was sent so often: %i', async (seconds, sent) => {
    const mailId = await aConfirmation('customer@example.com', []);
    const [mail] = await parts.rows<{ queued_at: Date }>('select queued_at from mail_message');
    jest.spyOn(Date, 'now').mockReturnValue((mail?.queued_at.getTime() ?? 0) + seconds * 1_000);
    await attempt(mailId);

    expect(mailServer().received).toHaveLength(sent);
  });
});

it('of a deleted order is dropped', async () => {
  const mailId = await aConfirmation();
  await parts.rows('delete from customer_order');

  expect(await attempt(mailId)).toEqual({ outcome: 'discard', reason: 'its order is gone' });
  expect(await story()).toEqual([]);
  expect(mailServer().received).toEqual([]);
});
