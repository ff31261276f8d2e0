const plain = (text: string | null | undefined) => (text ?? '').toLowerCase().replaceAll(/[\s.,-]+/g, '');

/** Whether two parts of an address read the same, however they are spaced and written. */
export const looselyEqual = (one: string | null | undefined, other: string | null | undefined): boolean =>
  plain(one) === plain(other);
