import type { EventMap, ShippingAddress } from '@daybook/contract';

/** The parts that differ, before and after; null when none do. */
export function toCorrection(
  from: ShippingAddress | null,
  to: ShippingAddress,
): EventMap['order.address_corrected'] | null {
  const parts = Object.keys(to) as (keyof ShippingAddress)[];
  const changed = parts.filter((part) => (from?.[part] ?? null) !== to[part]);
  if (changed.length === 0) return null;
  const select = (address: ShippingAddress | null): Partial<ShippingAddress> =>
    Object.fromEntries(changed.map((part) => [part, address?.[part] ?? null]));
  return { before: select(from), after: select(to) };
}
