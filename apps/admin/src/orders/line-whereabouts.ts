import type { Order, OrderLine } from '@daybook/contract';
import { isolate } from '@daybook/contract/vocabulary';

type Shipment = Order['fulfilments'][number]['shipments'][number];

const parcelName = ({ trackingNumber }: Shipment) =>
  trackingNumber === null ? 'an untracked parcel' : `parcel ${isolate(trackingNumber)}`;
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * `In parcel 1Z1`, `1 in parcel 1Z1, 1 not shipped yet`: once something of the order has left. Null where that is not
 * certain.
 */
export function whereaboutsOf(line: OrderLine, { fulfilments }: Order): string | null {
  const part = fulfilments.find(({ provider }) => provider === line.provider);
  const hasAnythingLeft = fulfilments.some(({ shipments }) => shipments.length > 0);
  if (!part || !hasAnythingLeft || part.status === 'cancelled') return null;
  const { shipments } = part;
  const hasAllLeft = part.status === 'shipped' || part.status === 'delivered';
  const [only, ...others] = shipments;
  if (only && others.length === 0 && hasAllLeft) return `In ${parcelName(only)}`;

  const packed = shipments.flatMap((shipment) =>
    (shipment.contents ?? [])
      .filter(({ lineId }) => lineId === line.id)
      .map(({ quantity }) => ({ quantity, parcel: parcelName(shipment) })),
  );
  const [first, ...more] = packed;
  if (first && more.length === 0 && (first.quantity ?? line.quantity) >= line.quantity) return `In ${first.parcel}`;

  const isKnown = shipments.every(({ contents }) => contents) && packed.every(({ quantity }) => quantity !== null);
  const waiting = line.quantity - packed.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0);
  const saysRest = isKnown && !hasAllLeft && waiting > 0;
  if (!first) return saysRest ? 'Not shipped yet' : null;
  const texts = packed.map(({ quantity, parcel }) => `${quantity === null ? '' : `${quantity} `}in ${parcel}`);
  return capitalised([...texts, ...(saysRest ? [`${waiting} not shipped yet`] : [])].join(', '));
}
