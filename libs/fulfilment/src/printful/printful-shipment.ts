import { z } from 'zod';
import { carrierName } from '../provider/carriers.js';
import { optionalTimestamp, optionalText, optionalUrl, requiredText } from '../provider/fields.js';
import type { ShipmentInfo } from '../provider/provider.js';

/** The fields Daybook reads of a shipment (version 2). */
const shipment = z.object({
  id: requiredText,
  carrier: optionalText,
  shipment_status: z.string().nullish().catch(null),
  delivery_status: z.string().nullish().catch(null),
  shipped_at: optionalTimestamp,
  delivered_at: optionalTimestamp,
  tracking_number: optionalText,
  tracking_url: optionalUrl,
  shipment_items: z
    .array(z.object({ order_item_name: optionalText }))
    .nullish()
    .catch(null),
});
export type PrintfulShipment = z.output<typeof shipment>;

export const shipmentList = z.object({ data: z.array(shipment) }).transform(({ data }) => data);

/** A shipment in a webhook has no carrier. */
interface WebhookShipment {
  id: string;
  carrier?: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
}

export function toParcel({ id, carrier, tracking_number, tracking_url }: WebhookShipment): ShipmentInfo {
  return {
    key: id,
    carrier: carrierName(carrier ?? null),
    trackingNumber: tracking_number,
    trackingUrl: tracking_url,
  };
}
