import type { RestOfOrder } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { OrderLine } from '@daybook/orders';
import { Fulfilment, Shipment, type PackedLine } from './fulfilment.entity.js';
import type { ParcelItem } from './provider/provider.js';

/** The lines that a provider means; null unless each is certain. Of a single piece, one is in the parcel. */
export function toPackedLines(items: ParcelItem[], lines: OrderLine[]): PackedLine[] | null {
  const packed = items.flatMap(({ by, value, quantity }) => {
    const [line, ...others] = lines.filter((candidate) => candidate[by] === value);
    if (!line || others.length > 0) return [];
    const { id: lineId, title, variant = null } = line;
    return [{ lineId, title, variant, quantity: line.quantity === 1 ? 1 : quantity }];
  });
  return packed.length > 0 && packed.length === items.length ? packed : null;
}

/** What is in a parcel, under any of its keys. */
export const contentsOf = (
  { parcelContents }: Pick<Fulfilment, 'parcelContents'>,
  { key, laterKeys }: Pick<Shipment, 'key' | 'laterKeys'>,
): PackedLine[] | undefined =>
  [key, ...laterKeys].map((each) => parcelContents[each]).find((contents) => contents !== undefined);

/** Whether something of the order has not left, as far as that is certain; undefined also where saying so helps nobody. */
export async function findRest(tx: Transaction, orderId: string): Promise<RestOfOrder | undefined> {
  await tx.em.flush();
  const lines = await tx.em.find(OrderLine, { orderId });
  const parts = await tx.em.find(Fulfilment, { orderId, cancelledAt: null });
  const shipments = await tx.em.find(Shipment, { fulfilmentId: { $in: parts.map(({ id }) => id) } });
  const rests = parts.map((part) =>
    restOfPart(
      part,
      lines.filter(({ provider }) => provider === part.provider),
      shipments.filter(({ fulfilmentId }) => fulfilmentId === part.id),
    ),
  );
  if (rests.includes('follows')) return 'follows';
  const isMade = (line: OrderLine) => parts.some(({ provider }) => provider === line.provider);
  const hasAllLeft = rests.every((rest) => rest === 'none') && lines.every(isMade);
  // a single parcel whose goods are not named says nothing new
  const isInformative =
    shipments.length > 1 || parts.some(({ parcelContents }) => Object.keys(parcelContents).length > 0);
  return hasAllLeft && isInformative ? 'none' : undefined;
}

function restOfPart(part: Fulfilment, lines: OrderLine[], shipments: Shipment[]): RestOfOrder | undefined {
  if (part.allShippedAt) return 'none';
  const contents = shipments.map((shipment) => contentsOf(part, shipment));
  if (contents.includes(undefined)) return undefined;
  const packed = contents.flatMap((list) => list ?? []);
  const counts = lines.map(({ id, quantity }) => {
    const own = packed.filter(({ lineId }) => lineId === id).map((line) => line.quantity);
    if (own.includes(null)) return undefined;
    return own.reduce<number>((sum, count) => sum + (count ?? 0), 0) < quantity ? 'follows' : 'none';
  });
  if (counts.includes('follows')) return 'follows';
  return counts.includes(undefined) ? undefined : 'none';
}
