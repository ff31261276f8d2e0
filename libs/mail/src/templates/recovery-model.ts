import { createMoneyFormatter, type Money } from '@daybook/contract';
import { sanitize } from '@daybook/webhooks';
import type { Shop } from './shop.js';
import { httpUrl } from './web-address.js';

/** A cart as its shopper left it; amounts in minor units. */
export interface AbandonedCartMail {
  /** None where the session was made elsewhere. */
  items: { title: string; variant: string; quantity: number; unitPrice: number }[];
  /** With delivery. */
  total: Money;
  /** Where it can be bought, and until when. */
  link: string;
  linkUntil: Date | null;
  unsubscribeLink: string;
}

/** What a reminder says; amounts are written out. */
export interface RecoveryModel {
  shop: string;
  subject: string;
  /** What a list of mails shows beside the subject. */
  preview: string;
  lines: { title: string; variant: string; quantity: number; price: string; detail: string }[];
  /** Empty where the goods are not known. */
  delivery: string;
  total: string;
  link: string;
  /** A day; empty where none is known. */
  linkUntil: string;
  unsubscribeLink: string;
}

export const recoverySubject = ({ name }: Pick<Shop, 'name'>) => `Your cart at ${sanitize(name)} is still here`;

export function toRecoveryModel(cart: AbandonedCartMail, { name, locale, timeZone }: Shop): RecoveryModel {
  const { items, linkUntil } = cart;
  const { amount: total, currency } = cart.total;
  const write = createMoneyFormatter(locale);
  const money = (amount: number) => write({ amount, currency });
  const shop = sanitize(name);
  const delivery = total - items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
  return {
    shop,
    subject: recoverySubject({ name }),
    preview: `You left without paying. It comes to ${money(total)} with delivery.`,
    lines: items.map(({ title, variant, quantity, unitPrice }) => ({
      ...{ title: sanitize(title), variant: sanitize(variant), quantity, price: money(quantity * unitPrice) },
      detail: [sanitize(variant), quantity > 1 ? `${quantity} × ${money(unitPrice)}` : '']
        .filter((part) => part !== '')
        .join(', '),
    })),
    delivery: items.length > 0 && delivery > 0 ? money(delivery) : '',
    total: money(total),
    link: httpUrl(cart.link),
    linkUntil: linkUntil ? day.format(linkUntil) : '',
    unsubscribeLink: cart.unsubscribeLink,
  };
}
