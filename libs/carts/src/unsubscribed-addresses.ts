import { canonicalEmail } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import type { CartsTables } from './carts.tables.js';

/** Addresses that get no more reminders. Upper and lower case are the same. */
@Injectable()
export class UnsubscribedAddresses {
  /** The address that a mail's link belongs to; null for an unknown token. */
  async findByToken(tx: Transaction, token: string): Promise<string | null> {
    const cart = await tx
      .kysely<CartsTables>()
      .selectFrom('abandoned_cart')
      .select('email')
      .where('unsubscribe_token', '=', token)
      .executeTakeFirst();
    return cart?.email ?? null;
  }

  async has(tx: Transaction, email: string): Promise<boolean> {
    const found = await tx
      .kysely<CartsTables>()
      .selectFrom('unsubscribed_address')
      .select('address')
      .where('address', '=', canonicalEmail(email))
      .executeTakeFirst();
    return found !== undefined;
  }

  /** May be repeated; false for an unknown token. */
  async unsubscribe(tx: Transaction, token: string): Promise<boolean> {
    const email = await this.findByToken(tx, token);
    if (email === null) return false;
    await this.add(tx, email);
    return true;
  }

  /** May be repeated. */
  async add(tx: Transaction, email: string): Promise<void> {
    await tx
      .kysely<CartsTables>()
      .insertInto('unsubscribed_address')
      .values({ address: canonicalEmail(email) })
      .onConflict((conflict) => conflict.column('address').doNothing())
      .execute();
  }
}
