import { createMoneyFormatter, type Money } from '@daybook/contract';
import { httpUrl, itemDetail, type MailItem, type MailShop } from './order-mail-models.js';
import { outsideText } from './outside-text.js';

/** What a reminder is written from; amounts in minor units. */
export interface RecoveryMailInput {
  /** Empty for a session made elsewhere. */
  items: { title: string; variant: string; quantity: number; unitPrice: number }[];
  /** With delivery. */
  total: Money;
  link: string;
  linkUntil: Date | null;
  unsubscribeLink: string;
}

/** The values of the reminder's template; amounts are formatted. */
export interface RecoveryModel {
  shop: string;
  subject: string;
  /** Shown beside the subject in a list of mails. */
  preview: string;
  lines: (MailItem & { price: string; detail: string })[];
  /** Empty where the items are unknown. */
  delivery: string;
  total: string;
  link: string;
  /** A date; empty where the link has no known end. */
  linkUntil: string;
  unsubscribeLink: string;
}

export const recoverySubject = ({ name }: Pick<MailShop, 'name'>) => `Your cart at ${outsideText(name)} is still here`;

export function toRecoveryModel(
  { items, total, link, linkUntil, unsubscribeLink }: RecoveryMailInput,
  { name, locale, timeZone }: MailShop,
): RecoveryModel {
  const { amount, currency } = total;
  const format = createMoneyFormatter(locale);
  const money = (minorUnits: number) => format({ amount: minorUnits, currency });
  const delivery = amount - items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
  return {
    shop: outsideText(name),
    subject: recoverySubject({ name }),
    preview: `You did not finish your order. Your cart comes to ${money(amount)} with delivery.`,
    lines: items.map(({ title, variant, quantity, unitPrice }) => ({
      ...{ title: outsideText(title), variant: outsideText(variant), quantity, price: money(quantity * unitPrice) },
      detail: itemDetail(variant, quantity, money(unitPrice)),
    })),
    delivery: items.length > 0 && delivery > 0 ? money(delivery) : '',
    total: money(amount),
    link: httpUrl(link),
    linkUntil: linkUntil ? date.format(linkUntil) : '',
    unsubscribeLink,
  };
}
