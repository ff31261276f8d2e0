import { AbandonedCartsQueries, CheckoutTracker } from '@daybook/carts';
import { Database } from '@daybook/database';
import { OrdersService } from '@daybook/orders';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { aRudeMailServer } from '../../../test/support/mail-server.js';
import { useJobs } from '../../../test/support/jobs.js';
import { useParts } from '../../../test/support/parts.js';
import { mailRows } from '../test/mail-rows.js';
import { MailQueue } from './mail-queue.js';
import { RecoveryMails } from './recovery/recovery-mails.js';

/** What it stops answering after. */
let silentAfter: 'RCPT' | 'the end' = 'the end';
/** How many complete mails it has received. */
let whole = 0;
const clients = new Set<Socket>();

/** Ends the client's patience: a limit that is short from the start would end a conversation on a busy machine. */
function fallSilent({ remotePort }: Socket): void {
  for (const client of clients) if (client.localPort === remotePort) client.setTimeout(100);
}

function listen(socket: Socket): void {
  let said = '';
  let isData = false;
  socket.write('220 hello\r\n');
  socket.on('data', (bytes) => {
    said += bytes.toString();
    if (isData) {
      if (said.endsWith('\r\n.\r\n')) {
        whole += 1;
        fallSilent(socket);
      }
      return;
    }
    const line = said;
    said = '';
    if (line.startsWith('RCPT') && silentAfter === 'RCPT') {
      fallSilent(socket);
      return;
    }
    isData = line.startsWith('DATA');
    socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
  });
}

const addClient = (message: unknown) => void clients.add((message as { socket: Socket }).socket);
beforeAll(() => subscribe('net.client.socket', addClient));
afterAll(() => {
  unsubscribe('net.client.socket', addClient);
});
let server: Awaited<ReturnType<typeof aRudeMailServer>> | undefined;
beforeAll(async () => {
  server = await aRudeMailServer(listen);
});
afterAll(() => server?.stop());
const parts = useParts(() => ({
  SMTP_URL: server?.url ?? '',
  MAIL_FROM: 'orders@shop.example',
  PUBLIC_URL: 'https://shop.example',
}));
beforeEach(async () => {
  await parts.clear();
  silentAfter = 'the end';
  whole = 0;
  clients.clear();
});

const transaction = <T>(work: Parameters<Database['transaction']>[0]) =>
  parts.get(Database).transaction(work) as Promise<T>;
const jobs = useJobs(parts);
const attempt = (mailId: string, number: number) => jobs.run('send-mail', { mailId }, number);

async function aConfirmation(): Promise<string> {
  await transaction(async (tx) => {
    const order = await parts.get(OrdersService).place(tx, aCheckout(), new Date());
    await tx.em.flush();
    const line = {
      ...{ title: 'Heavyweight tee', variant: null, sku: null, provider: null, productId: null, variantId: null },
      ...{ quantity: 1, unitPrice: 3_900 },
    };
    await parts.get(OrdersService).storeLines(tx, order.id, [line]);
    await parts.get(MailQueue).enqueueConfirmation(tx, order.id);
  });
  return (await mailRows(parts)).at(-1)?.id ?? '';
}

/** Enqueued and due. */
async function aReminder(): Promise<string> {
  const at = new Date(Date.now() - 4_000_000);
  await transaction((tx) => {
    const email = 'ada@example.com';
    const update = { sessionId: 'cs_1', checkoutId: null, recoveredFrom: null, openedAt: at, email, hasConsent: true };
    const recovery = { url: 'https://buy.example/cs_1', expiresAt: new Date(Date.now() + 4_000_000) };
    return parts
      .get(CheckoutTracker)
      .recordExpired(tx, { ...update, total: { amount: 4_300, currency: 'GBP' }, recovery }, at);
  });
  await parts.get(RecoveryMails).enqueueDue(new AbortController().signal);
  return (await mailRows(parts)).at(-1)?.id ?? '';
}

describe('a mail that the server received without an answer', () => {
  it('is retried once when it is about an order, then fails', async () => {
    const mailId = await aConfirmation();

    expect(await attempt(mailId, 1)).toMatchObject({ outcome: 'retry' });
    expect(await attempt(mailId, 2)).toMatchObject({ outcome: 'discard' });
    expect(await mailRows(parts)).toMatchObject([{ state: 'failed', attempts: 2 }]);
    expect(whole).toBe(2);
  });

  it('counts as sent when it is a reminder', async () => {
    const mailId = await aReminder();

    expect(await attempt(mailId, 1)).toEqual({ outcome: 'done' });
    expect(await attempt(mailId, 2)).toEqual({ outcome: 'done' });
    expect(await mailRows(parts)).toMatchObject([{ state: 'sent', message_id: `<${mailId}@shop.example>` }]);
    expect(whole).toBe(1);
    const { items } = await parts.get(AbandonedCartsQueries).list({ limit: 50 });
    expect(items).toMatchObject([{ state: 'mailed' }]);
  });
});

describe('a mail whose server stops answering before it received it', () => {
  it.each<[string, () => Promise<string>]>([
    ['about an order', aConfirmation],
    ['that reminds', aReminder],
  ])('%s is sent once the server answers', async (_, aMail) => {
    const mailId = await aMail();
    silentAfter = 'RCPT';
    expect(await attempt(mailId, 1)).toMatchObject({ outcome: 'retry' });
    expect(await attempt(mailId, 2)).toMatchObject({ outcome: 'snooze' });
    expect(await parts.rows('select 1 from mail_message where uncertain_since is not null')).toEqual([]);

    silentAfter = 'the end';
    await parts.rows('update service_outage set next_attempt_at = now()');
    await attempt(mailId, 2);
    expect(whole).toBe(1);
  });
});
