import { z } from 'zod';
import {
  optionalLabel,
  optionalTimestamp,
  optionalText,
  optionalUrl,
  readableItems,
  requiredText,
} from '../provider/fields.js';

const address = z.object({
  first_name: optionalText,
  last_name: optionalText,
  country: optionalText,
  region: optionalText,
  address1: optionalText,
  address2: optionalText,
  city: optionalText,
  zip: optionalText,
});

const shipment = z.object({
  carrier: optionalLabel,
  number: optionalLabel,
  url: optionalUrl,
  delivered_at: optionalTimestamp,
});
export type PrintifyShipment = z.output<typeof shipment>;

/** The fields Daybook reads of an order. */
export const printifyOrder = z.object({
  id: requiredText,
  /** Empty when it is missing: nothing is known then. */
  status: optionalText.transform((status) => status ?? ''),
  external_id: optionalText,
  metadata: z.object({ shop_order_id: optionalText }).nullish().catch(null),
  address_to: address.nullish().catch(null),
  shipments: readableItems(shipment),
  created_at: optionalTimestamp,
  sent_to_production_at: optionalTimestamp,
  fulfilled_at: optionalTimestamp,
});
export type PrintifyOrder = z.output<typeof printifyOrder>;

export const orderList = z.object({
  data: z.array(printifyOrder),
  last_page: z.int().nullish().catch(null),
});

export const createdOrder = z.object({ id: requiredText });

export const hasExternalId = (externalId: string, { external_id, metadata }: PrintifyOrder): boolean =>
  external_id === externalId || metadata?.shop_order_id === externalId;

/** An order that nobody makes yet, because it was not sent to production or not paid. */
export const isUnconfirmed = ({ status, sent_to_production_at }: PrintifyOrder): boolean =>
  sent_to_production_at === null && ['pending', 'on-hold', 'payment-not-received'].includes(status);
