import { CheckoutTracker, UnsubscribedAddresses } from '@daybook/carts';
import { Database, type Transaction } from '@daybook/database';
import { randomUUID } from 'node:crypto';
import { anOrderRow } from '../../../test/support/an-order-row.js';
import type { useParts } from '../../../test/support/parts.js';
import { ReminderSuppressions } from '../src/bounces/reminder-suppressions.js';

const hour = 3_600_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

export interface AbandonedCartOptions {
  at?: Date;
  email?: string;
  hasConsent?: boolean;
  hasRecovery?: boolean;
  linkUntil?: Date;
}

/** What can happen to an abandoned cart of Ada's. */
export function useAbandonedCarts(parts: ReturnType<typeof useParts>) {
  const transaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);

  /** Records an expired session created outside Daybook; returns its id. */
  async function anAbandonedCart({
    at = ago(1.1 * hour),
    email = 'ada@example.com',
    ...left
  }: AbandonedCartOptions = {}): Promise<string> {
    const { hasConsent = true, hasRecovery = true, linkUntil = new Date(Date.now() + 24 * hour) } = left;
    const sessionId = `cs_${randomUUID()}`;
    await transaction((tx) => {
      const update = {
        sessionId,
        checkoutId: null,
        recoveredFrom: null,
        openedAt: new Date(at.getTime() - hour),
        email,
      };
      const recovery = hasRecovery ? { url: `https://buy.example/${sessionId}`, expiresAt: linkUntil } : null;
      const total = { amount: 4_300, currency: 'GBP' };
      return parts.get(CheckoutTracker).recordExpired(tx, { ...update, hasConsent, total, recovery }, at);
    });
    return sessionId;
  }

  /** The shopper follows the link of an abandoned cart and pays, or confirms a delayed payment. */
  async function buy(recoveredFrom: string, isPaid = true): Promise<void> {
    const total = { amount: 4_300, currency: 'GBP' };
    const update = {
      sessionId: `cs_${randomUUID()}`,
      checkoutId: null,
      recoveredFrom,
      openedAt: ago(60_000),
      email: null,
    };
    const paid = isPaid ? { id: await anOrderRow(parts), number: 'SS-260223-0042', total } : null;
    await transaction(async (tx) => {
      const tracker = parts.get(CheckoutTracker);
      const checkout = await tracker.lock(tx, { ...update, hasConsent: false, total, recovery: null });
      if (checkout) await tracker.recordOrdered(tx, checkout, new Date(), paid);
    });
  }

  /** Unsubscribes the address of a cart; returns whether its token is known. */
  async function unsubscribe(): Promise<boolean> {
    const [row] = await parts.rows<{ token: string }>('select unsubscribe_token as token from abandoned_cart limit 1');
    return transaction((tx) => parts.get(UnsubscribedAddresses).unsubscribe(tx, row?.token ?? ''));
  }

  const bounce = () =>
    transaction((tx) =>
      parts.get(ReminderSuppressions).add(tx, {
        ...{ address: 'ADA@example.com', cause: 'undeliverable', source: 'postmark', at: new Date() },
      }),
    );

  return { anAbandonedCart, buy, unsubscribe, bounce };
}
