import { describe, expect, it } from '@jest/globals';
import type { AbandonedCartOptions } from '../../test/abandoned-carts.js';
import { mailRows } from '../../test/mail-rows.js';
import { useReminders } from '../../test/reminders.js';
import { BounceRecorder } from '../bounces/bounce-recorder.js';

const { parts, mailServer, anAbandonedCart, buy, unsubscribe, bounce, transaction, enqueueDue, sendAll, states } =
  useReminders();

const hour = 3_600_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);
const summaries = async () =>
  (
    await parts.rows<{ message: string }>(
      `select message from activity_log where event_type = 'abandoned_cart.email_sent'`,
    )
  ).map(({ message }) => message);

describe('a cart reminder', () => {
  it('is sent when due, with the link, the total and one-click unsubscribe', async () => {
    const sessionId = await anAbandonedCart();
    expect(await enqueueDue()).toBe(1);
    expect(await states()).toEqual(['waiting']);
    await sendAll();

    const [mail] = mailServer().received;
    expect(mail?.envelope.to).toEqual(['ada@example.com']);
    expect(mail?.subject).toBe('Your cart at Saltmarsh Studio is still here');
    expect(mail?.text).toContain(`Return to your cart: https://buy.example/${sessionId}`);
    expect(mail?.text).toContain('Total: £43.00');
    expect(mail?.html).toContain(`href="https://buy.example/${sessionId}"`);
    const headers = new Map(mail?.headerLines.map(({ key, line }) => [key, line.replaceAll(/\s+/g, ' ')]));
    const [link] = /https:\/\/shop\.example\/cart\/unsubscribe\/[\w-]{32}/.exec(mail?.text ?? '') ?? [];
    expect(headers.get('list-unsubscribe')).toBe(`List-Unsubscribe: <${link ?? 'none'}>`);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(mail?.html).toContain(link);
    expect(await summaries()).toEqual(['Recovery email sent to ada@example.com']);
    expect(await states()).toEqual(['mailed']);
    expect(await mailRows(parts)).toMatchObject([{ kind: 'recovery', state: 'sent' }]);
  });

  it('waits an hour: not after 59 minutes, but after 61', async () => {
    await anAbandonedCart({ at: ago(59 * 60_000) });
    expect(await enqueueDue()).toBe(0);
    await anAbandonedCart({ at: ago(61 * 60_000) });
    expect(await enqueueDue()).toBe(1);
  });

  it('is not sent about a cart of the demo where a real service would hear of it', async () => {
    await anAbandonedCart();
    await parts.rows('update abandoned_cart set is_demo = true');
    expect(await enqueueDue()).toBe(0);
    await parts.rows('update abandoned_cart set is_demo = false');
    expect(await enqueueDue()).toBe(1);
  });

  it('is sent once, even when the task runs twice at once', async () => {
    await anAbandonedCart();
    await Promise.all([enqueueDue(), enqueueDue()]);
    await enqueueDue();
    await sendAll();
    await enqueueDue();
    await sendAll();
    expect(mailServer().received).toHaveLength(1);
    expect(await mailRows(parts)).toHaveLength(1);
  });

  it.each<[string, AbandonedCartOptions, string]>([
    ['without consent', { hasConsent: false }, 'no_consent'],
    ['without a link', { hasRecovery: false }, 'no_mail: no_link'],
    ['whose link is over', { linkUntil: ago(1_000) }, 'no_mail: too_late'],
    ['left four days ago', { at: ago(96 * hour) }, 'no_mail: too_late'],
  ])('%s is not enqueued', async (_, left, state) => {
    await anAbandonedCart(left);
    expect(await enqueueDue()).toBe(0);
    expect(await states()).toEqual([state]);
    expect(await mailRows(parts)).toEqual([]);
  });

  it('is not sent when the cart has been bought or ordered', async () => {
    await buy(await anAbandonedCart());
    await buy(await anAbandonedCart(), false);
    expect(await enqueueDue()).toBe(0);
    expect((await states()).toSorted()).toEqual(['no_mail: ordered', 'recovered']);
  });

  it.each<[string, (sessionId: string) => Promise<unknown>, string]>([
    ['bought', (sessionId) => buy(sessionId), 'recovered'],
    ['ordered', (sessionId) => buy(sessionId, false), 'no_mail: ordered'],
    ['unsubscribed', () => unsubscribe(), 'no_mail: unsubscribed'],
    ['bounced', () => bounce(), 'no_mail: bounced'],
  ])('that is enqueued is not sent when it was %s in the meantime', async (_, happens, state) => {
    const sessionId = await anAbandonedCart();
    expect(await enqueueDue()).toBe(1);
    await happens(sessionId);
    await sendAll();
    expect(mailServer().received).toEqual([]);
    expect(await states()).toEqual([state]);
    expect(await summaries()).toEqual([]);
  });

  it.each<[string, (sessionId: string) => Promise<unknown>, string]>([
    ['has unsubscribed', () => unsubscribe(), 'mailed'],
    ['has bought', (sessionId) => buy(sessionId), 'recovered'],
    ['has ordered', (sessionId) => buy(sessionId, false), 'mailed'],
  ])('that a worker died over after it was accepted counts as sent though its reader %s', async (_, happens, state) => {
    const sessionId = await anAbandonedCart();
    await enqueueDue();
    const [mail] = await mailRows(parts);
    const at = ago(60_000);
    await parts.rows('update mail_message set uncertain_since = $2 where id = $1', [mail?.id, at]);
    await happens(sessionId);
    await sendAll();

    expect(mailServer().received).toEqual([]);
    expect(await states()).toEqual([state]);
    expect(await summaries()).toEqual(['Recovery email sent to ada@example.com']);
    expect(await parts.rows('select state, last_error, subject, sent_at from mail_message')).toEqual([
      { state: 'sent', last_error: null, subject: 'Your cart at Saltmarsh Studio is still here', sent_at: at },
    ]);
    expect(await parts.rows('select email_sent_at, skip_reason from abandoned_cart')).toEqual([
      { email_sent_at: at, skip_reason: null },
    ]);
    expect(await parts.rows('select 1 from mail_message where uncertain_since is not null')).toEqual([]);
  });

  it('is shown as failed when the server rejects it permanently', async () => {
    mailServer().refuses = '550 5.1.1 mailbox unavailable';
    await anAbandonedCart();
    await enqueueDue();
    await sendAll();
    expect(await states()).toEqual(['no_mail: failed']);
    expect(await parts.rows(`select 1 from activity_log where event_type like '%email%'`)).toEqual([]);
  });

  it('is shown as failed when the mail service accepts it and then does not send it', async () => {
    await anAbandonedCart();
    await enqueueDue();
    await sendAll();
    const [mail] = await mailRows(parts);
    const failure = { kind: 'failed', mailId: mail?.id ?? null, messageId: null, to: null, subject: null } as const;
    const report = { service: 'resend', at: new Date() } as const;
    await transaction((tx) =>
      parts.get(BounceRecorder).record(tx, { ...failure, reason: 'reached_daily_quota' }, report),
    );
    expect(await states()).toEqual(['no_mail: failed']);
    expect(await mailRows(parts)).toMatchObject([{ state: 'failed', last_error: 'reached daily quota' }]);
  });

  it('is retried when the server defers it', async () => {
    mailServer().refuses = '451 4.7.1 Greylisted';
    await anAbandonedCart();
    await enqueueDue();
    await sendAll();
    mailServer().refuses = null;
    await sendAll();
    expect(mailServer().received).toHaveLength(1);
    expect(await states()).toEqual(['mailed']);
    expect(await parts.rows('select 1 from mail_message where uncertain_since is not null')).toEqual([]);
  });
});
