import { createMoneyFormatter, type ShippingAddress } from '@daybook/contract';
import type { OrderDetail } from '@daybook/orders';
import { sanitize } from '@daybook/webhooks';
import type { Parcel, ParcelContents } from '../mail-message.js';
import type { RecoveryModel } from './recovery-model.js';
import type { Shop } from './shop.js';
import { httpUrl } from './web-address.js';

interface Goods {
  title: string;
  variant: string;
  quantity: number;
}

interface Common {
  shop: string;
  order: string;
  subject: string;
  /** What a list of mails shows beside the subject. */
  preview: string;
  /** Empty where we know none. */
  customer: string;
  /** One line each; none where we know no address. */
  address: string[];
}

/** What a confirmation says; amounts are written out. */
export interface ConfirmationModel extends Common {
  placedOn: string;
  /** None where they are not known yet. `detail`: the small print below the title. */
  lines: (Goods & { price: string; detail: string })[];
  shipping: string;
  /** What the lines and the shipping leave unexplained: taxes or a discount, with its sign; empty where nothing is. */
  difference: string;
  total: string;
}

/** What a shipping notification says. */
export interface ShippingModel extends Common {
  carrier: string;
  trackingNumber: string;
  /** Empty where there is none that can be followed. */
  trackingUrl: string;
  contents: Goods[];
}

export interface MailModels {
  confirmation: ConfirmationModel;
  shipping: ShippingModel;
  recovery: RecoveryModel;
}

export function toConfirmationModel(order: OrderDetail, shop: Shop): ConfirmationModel {
  const { currency, total } = order;
  const write = createMoneyFormatter(shop.locale);
  const money = (amount: number) => write({ amount, currency });
  const goods = order.lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const difference = order.lines.length > 0 ? total - goods - order.shipping : 0;
  const common = commonOf(order, shop);
  return {
    ...common,
    subject: `Your order ${order.number} at ${common.shop}`,
    preview: `We have your order of ${money(total)}, and are getting it ready.`,
    placedOn: new Intl.DateTimeFormat(shop.locale, { dateStyle: 'long', timeZone: shop.timeZone }).format(
      order.placedAt,
    ),
    lines: order.lines.map((line) => ({
      ...goodsOf(line),
      price: money(line.quantity * line.unitPrice),
      detail: [sanitize(line.variant ?? ''), line.quantity > 1 ? `${line.quantity} × ${money(line.unitPrice)}` : '']
        .filter((part) => part !== '')
        .join(', '),
    })),
    shipping: money(order.shipping),
    difference: difference === 0 ? '' : money(difference),
    total: money(total),
  };
}

export function toShippingModel(
  order: OrderDetail,
  shop: Shop,
  { carrier, trackingNumber, trackingUrl }: Parcel,
  contents: ParcelContents[] = [],
): ShippingModel {
  const common = commonOf(order, shop);
  const by = sanitize(carrier ?? '');
  return {
    ...common,
    subject: `A parcel from ${common.shop} is on its way (${order.number})`,
    preview: by === '' ? 'It has left, and is on its way to you.' : `It has left with ${by}, and is on its way to you.`,
    carrier: by,
    trackingNumber: sanitize(trackingNumber ?? ''),
    trackingUrl: httpUrl(trackingUrl),
    contents: contents.map(goodsOf),
  };
}

function commonOf(order: OrderDetail, shop: Shop) {
  return {
    shop: sanitize(shop.name),
    order: order.number,
    customer: sanitize(order.customerName),
    address: order.shippingAddress ? addressLines(order.shippingAddress, shop.locale) : [],
  };
}

const goodsOf = ({ title, variant, quantity }: ParcelContents): Goods => ({
  title: sanitize(title),
  variant: sanitize(variant ?? ''),
  quantity,
});

function addressLines({ name, line1, line2, city, region, postalCode, country }: ShippingAddress, locale: string) {
  const town = [city, region, postalCode].map((part) => sanitize(part ?? '')).filter((part) => part !== '');
  return [name, line1, line2, town.join(', '), countryName(country, locale)]
    .map((line) => sanitize(line ?? ''))
    .filter((line) => line !== '');
}

function countryName(code: string, locale: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code.toUpperCase()) ?? code;
}
