import { AbandonedCartsQueries } from '@daybook/carts';
import { Database, type Transaction } from '@daybook/database';
import { beforeEach } from '@jest/globals';
import { useJobs } from '../../../test/support/jobs.js';
import { useMailServer } from '../../../test/support/mail-server.js';
import { useParts } from '../../../test/support/parts.js';
import { RecoveryMails } from '../src/recovery/recovery-mails.js';
import { useAbandonedCarts } from './abandoned-carts.js';
import { enqueuedMailIds } from './mail-rows.js';

/** Abandoned carts whose reminders go to a mail server, at most four a day. Nothing is left of them before each test. */
export function useReminders() {
  const mailServer = useMailServer();
  const parts = useParts(() => ({
    SMTP_URL: mailServer().url,
    MAIL_FROM: 'orders@shop.example',
    SHOP_NAME: 'Saltmarsh Studio',
    PUBLIC_URL: 'https://shop.example',
    REMINDERS_PER_DAY: '4',
  }));
  beforeEach(async () => {
    await parts.clear();
    await parts.rows('delete from pgboss.job');
    await parts.rows('truncate reminder_suppression');
    Object.assign(mailServer(), { refuses: null, attempts: 0, beforeAccepting: () => undefined });
    mailServer().received.length = 0;
  });
  const jobs = useJobs(parts);

  return {
    ...useAbandonedCarts(parts),
    parts,
    mailServer,
    transaction: <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work),
    enqueueDue: () => parts.get(RecoveryMails).enqueueDue(new AbortController().signal),
    sendAll: async () => {
      for (const mailId of await enqueuedMailIds(parts)) await jobs.run('send-mail', { mailId });
    },
    /** Of each abandoned cart, newest first. */
    states: async () => {
      const { items } = await parts.get(AbandonedCartsQueries).list({ limit: 50 });
      return items.map(({ state, skipReason }) => (skipReason === null ? state : `${state}: ${skipReason}`));
    },
  };
}
