import { z } from 'zod';
import { carrierName } from '../provider/carriers.js';
import {
  optionalLabel,
  optionalTimestamp,
  optionalText,
  optionalUrl,
  readableItems,
  requiredText,
} from '../provider/fields.js';
import { toParcelKey } from '../provider/parcel-key.js';
import type { ShipmentInfo } from '../provider/provider.js';

const optionalQuantity = z.int().min(1).nullish().catch(null);

/** The fields Daybook reads of a shipment (version 2). */
const shipment = z.object({
  id: requiredText,
  carrier: optionalLabel,
  shipment_status: optionalText,
  delivery_status: optionalText,
  shipped_at: optionalTimestamp,
  delivered_at: optionalTimestamp,
  tracking_number: optionalLabel,
  tracking_url: optionalUrl,
  shipment_items: readableItems(
    z.object({ order_item_id: optionalText, order_item_name: optionalText, quantity: optionalQuantity }),
  ),
});
export type PrintfulShipment = z.output<typeof shipment>;

/** `count`: with those that cannot be read, because a full page means that there may be another. */
export const shipmentPage = z.object({ data: z.array(z.unknown()) }).transform(({ data }) => ({
  count: data.length,
  shipments: readableItems(shipment).parse(data),
}));

/** A shipment in a webhook has no carrier. */
interface WebhookShipment {
  id: string;
  carrier?: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
}

export function toParcel({ id, carrier, tracking_number, tracking_url }: WebhookShipment): ShipmentInfo {
  return {
    key: toParcelKey(id),
    carrier: carrierName(carrier ?? null),
    trackingNumber: tracking_number,
    trackingUrl: tracking_url,
  };
}
