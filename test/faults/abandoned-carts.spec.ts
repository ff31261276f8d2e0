import { describe, expect, it } from '@jest/globals';
import { useWholeShop } from '../support/whole-shop.js';

const shop = useWholeShop({ MAIL_RETRY_SECONDS: '1', CART_RECOVERY_SECONDS: '1' });
const { aWorker, aWorkerThatStopsAt, rows } = shop;

let shoppers = 0;
const aShopper = () => `shopper${(shoppers += 1)}@example.com`;

/** Opens a checkout and lets it expire; returns its session. */
async function abandonCheckout(email: string, optIn = true): Promise<string> {
  const { sessionId } = await shop.post<{ sessionId: string }>('/sessions', {});
  await shop.post(`/sessions/${sessionId}/expire`, { email, optIn });
  return sessionId;
}

const mailsTo = async (email: string) =>
  (await shop.get<{ items: { id: string; subject: string }[] }>(`/mails?to=${encodeURIComponent(email)}`)).items.filter(
    ({ subject }) => subject.includes('still here'),
  );
async function messagesLike(like: string): Promise<string[]> {
  const found = await rows<{ message: string }>(
    `select message from activity_log where event_type like 'abandoned_cart.%' and message like $1 order by occurred_at`,
    [like],
  );
  return found.map(({ message }) => message);
}
const untilRecorded = (like: string) => shop.until(async () => (await messagesLike(like)).length > 0);

it('mails an abandoned cart, and the link in the mail brings the shopper back', async () => {
  await aWorker();
  const email = aShopper();
  const left = await abandonCheckout(email);
  await untilRecorded(`Recovery email sent to ${email}`);
  const [mail] = await mailsTo(email);
  const { text } = await shop.get<{ text: string }>(`/mails/${mail?.id ?? ''}`);
  expect(text).toContain(`${shop.sandboxUrl}/recover/${left}`);

  const { sessionId } = await shop.post<{ sessionId: string }>(`/sessions/${left}/recover`, {});
  await shop.post(`/sessions/${sessionId}/pay`, { email });
  await untilRecorded('Cart recovered — order SS-%-0001 placed');
  const found = await rows(
    `select order_number = (select number from customer_order where checkout_session_id = $1) as is_its_order
     from abandoned_cart where session_id = $2`,
    [sessionId, left],
  );
  expect(found).toEqual([{ is_its_order: true }]);
}, 240_000);

it('mails nothing to a shopper who unsubscribed with one click, now or later', async () => {
  const email = aShopper();
  await aWorker();
  await abandonCheckout(email, false);
  await untilRecorded(`Abandoned cart — ${email}%`);
  const found = await rows<{ token: string }>(
    'select unsubscribe_token as token from abandoned_cart where email = $1',
    [email],
  );
  const address = `${shop.apiUrl}/cart/unsubscribe/${found[0]?.token ?? ''}`;
  const page = await fetch(address, { headers: { accept: 'text/html' } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Stop reminders')]);
  expect(await rows('select 1 from unsubscribed_address')).toEqual([]);

  const oneClick = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' },
    body: 'List-Unsubscribe=One-Click',
  };
  expect((await fetch(address, oneClick)).status).toBe(200);
  expect((await fetch(address, oneClick)).status).toBe(200);
  expect((await fetch(`${shop.apiUrl}/cart/unsubscribe/another`, oneClick)).status).toBe(404);

  await abandonCheckout(email.toUpperCase());
  await shop.until(async () => {
    const refused = await rows(
      `select 1 from abandoned_cart where skip_reason = 'unsubscribed' and lower(email) = $1`,
      [email],
    );
    return refused.length === 1;
  });
  expect(await mailsTo(email)).toEqual([]);
}, 240_000);

describe('a worker that is killed', () => {
  it.each(['recovery.enqueued', 'send-mail performed', 'send-mail recorded'] as const)(
    'at %s leaves exactly one mail and one entry, even if another worker has to send it',
    async (failpoint) => {
      const email = aShopper();
      const paused = await aWorkerThatStopsAt(failpoint);
      await abandonCheckout(email);
      await paused.says(`stopped at ${failpoint}`);
      await shop.kill(paused);
      await aWorker();
      await untilRecorded(`Recovery email sent to ${email}`);

      expect(await mailsTo(email)).toHaveLength(1);
      expect(await messagesLike(`Recovery email sent to ${email}`)).toHaveLength(1);
      const found = await rows(`select state from mail_message where to_address = $1 and kind = 'recovery'`, [email]);
      expect(found).toEqual([{ state: 'sent' }]);
    },
    240_000,
  );
});
