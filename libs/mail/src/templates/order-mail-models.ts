import type { Settings } from '@daybook/config';
import { createMoneyFormatter, totalRowLabels, type RestOfOrder, type ShippingAddress } from '@daybook/contract';
import { explainTotal, type OrderDetail } from '@daybook/orders';
import type { MailDetails } from '../mail-message.entity.js';
import { outsideText } from './outside-text.js';

export type MailShop = Pick<Settings['shop'], 'name' | 'locale' | 'timeZone'>;

export interface MailItem {
  title: string;
  variant: string;
  quantity: number;
}

/** `quantity` null: the provider does not say how many. */
export type ParcelItem = Omit<MailItem, 'quantity'> & { quantity: number | null };

export interface OrderMailModel {
  shop: string;
  order: string;
  subject: string;
  /** Shown beside the subject in a list of mails. */
  preview: string;
  /** Empty where unknown, like everything here that may be missing. */
  customer: string;
  /** One line each. */
  address: string[];
}

/** The values of the confirmation's template; amounts are formatted. */
export interface ConfirmationModel extends OrderMailModel {
  placedOn: string;
  /** `detail`: the small print below the title. */
  lines: (MailItem & { price: string; detail: string })[];
  /** What the total is made of, and the total itself (`isTotal`). */
  totals: { label: string; amount: string; isTotal: boolean }[];
}

export interface ShippingModel extends OrderMailModel {
  carrier: string;
  trackingNumber: string;
  trackingUrl: string;
  contents: ParcelItem[];
  /** Whether something is still to come; empty where nobody knows. */
  rest: string;
}

export function toConfirmationModel(order: OrderDetail, shop: MailShop): ConfirmationModel {
  const { currency, total, lines } = order;
  const format = createMoneyFormatter(shop.locale);
  const money = (amount: number) => format({ amount, currency });
  const model = toOrderMailModel(order, shop);
  return {
    ...model,
    subject: `Your order ${order.number} at ${model.shop}`,
    preview: `We have received your order of ${money(total)} and are getting it ready.`,
    placedOn: new Intl.DateTimeFormat(shop.locale, { dateStyle: 'long', timeZone: shop.timeZone }).format(
      order.placedAt,
    ),
    lines: lines.map((line) => ({
      ...toMailItem(line),
      price: money(line.quantity * line.unitPrice),
      detail: itemDetail(line.variant, line.quantity, money(line.unitPrice)),
    })),
    totals: explainTotal(order).map(({ kind, amount }) => ({
      label: totalRowLabels[kind],
      amount: money(amount),
      isTotal: kind === 'total',
    })),
  };
}

export function toShippingModel(
  order: OrderDetail,
  shop: MailShop,
  { parcel, contents = [], rest }: MailDetails & Required<Pick<MailDetails, 'parcel'>>,
): ShippingModel {
  const model = toOrderMailModel(order, shop);
  const carrier = outsideText(parcel.carrier ?? '');
  return {
    ...model,
    subject: `A parcel from ${model.shop} is on its way (${order.number})`,
    preview: `It is on its way to you${carrier === '' ? '' : ` with ${carrier}`}.`,
    carrier,
    trackingNumber: outsideText(parcel.trackingNumber ?? ''),
    trackingUrl: httpUrl(parcel.trackingUrl),
    contents: contents.map(toMailItem),
    rest: restSentence(order, rest),
  };
}

/** `M / Black, 2 × £12.00`; the price of one only where there are more. */
export const itemDetail = (variant: string | null, quantity: number, unitPrice: string): string =>
  nonEmptyTexts([variant, quantity > 1 ? `${quantity} × ${unitPrice}` : null]).join(', ');

export function toOrderMailModel({ number, customerName, shippingAddress }: OrderDetail, { name, locale }: MailShop) {
  return {
    shop: outsideText(name),
    order: number,
    customer: outsideText(customerName),
    address: shippingAddress ? addressLines(shippingAddress, locale) : [],
  };
}

export const toMailItem = <Q>({
  title,
  variant,
  quantity,
}: {
  title: string;
  variant: string | null;
  quantity: Q;
}) => ({
  title: outsideText(title),
  variant: outsideText(variant ?? ''),
  quantity,
});

/** What was to follow may have left, or been cancelled, since the notification was enqueued. */
function restSentence({ status }: OrderDetail, rest: RestOfOrder | undefined): string {
  if (rest === 'none') return 'Your whole order is now on its way.';
  const mayFollow = status !== 'shipped' && status !== 'delivered';
  return rest === 'follows' && mayFollow ? 'The rest of your order will follow.' : '';
}

const nonEmptyTexts = (texts: (string | null)[]) =>
  texts.map((text) => outsideText(text ?? '')).filter((text) => text !== '');

function addressLines({ name, line1, line2, city, region, postalCode, country }: ShippingAddress, locale: string) {
  const town = nonEmptyTexts([city, region, postalCode]).join(', ');
  return nonEmptyTexts([name, line1, line2, town, countryName(country, locale)]);
}

function countryName(code: string, locale: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code.toUpperCase()) ?? code;
}

/** An http or https address, or an empty string: `javascript:` must never become a link. */
export function httpUrl(text: string | null): string {
  const url = text === null ? null : URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url.href : '';
}
