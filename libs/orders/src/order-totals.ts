import type { TotalRowKind } from '@daybook/contract';

export interface OrderAmounts {
  /** Null where the payment service gives none. */
  subtotal: number | null;
  discount: number;
  shipping: number;
  tax: number;
  total: number;
}

export interface TotalRow {
  kind: TotalRowKind;
  /** Minor units; a discount is negative. */
  amount: number;
}

/**
 * What the total is made of, without rows of nothing: the rows before it add up to it. Tax that was added is one of them;
 * tax that the prices include follows the total.
 */
export function explainTotal({ discount, shipping, tax, total, ...given }: OrderAmounts): TotalRow[] {
  const subtotal = given.subtotal ?? total + discount - shipping - tax;
  const rest = total - (subtotal - discount + shipping);
  const addedTax = Math.min(Math.max(rest, 0), tax);
  const parts: TotalRow[] = [
    { kind: 'discount', amount: -discount },
    { kind: 'shipping', amount: shipping },
    { kind: 'tax', amount: addedTax },
    { kind: 'other', amount: rest - addedTax },
  ];
  const rows = parts.filter(({ amount }) => amount !== 0);
  return [
    ...(rows.length > 0 ? [{ kind: 'subtotal', amount: subtotal } as const, ...rows] : []),
    { kind: 'total', amount: total },
    ...(tax > addedTax ? [{ kind: 'included_tax', amount: tax - addedTax } as const] : []),
  ];
}
