import { Database } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { mailRows } from '../test/mail-rows.js';
import { MailQueue } from './mail-queue.js';

const parts = useParts({ MAIL_FROM: 'orders@shop.example' });

it('needs a mail server, and says so to whoever requests a mail', async () => {
  const mails = parts.get(MailQueue);
  const outcome = await parts.get(Database).transaction(async (tx) => {
    const { id: orderId } = await parts.get(OrdersService).place(tx, aCheckout(), new Date());
    await mails.enqueueConfirmation(tx, orderId);
    const parcel = { key: '1', carrier: null, trackingNumber: null, trackingUrl: null };
    await mails.enqueueShipping(tx, { orderId, parcel });
    return mails.resend(tx, orderId, 'confirmation', 'Ada');
  });

  expect(outcome).toBe('not_configured');
  expect(mails.isConfigured).toBe(false);
  expect(await mailRows(parts)).toEqual([]);
});
