import { expect, it } from '@jest/globals';
import { explainTotal, type OrderAmounts } from './order-totals.js';

const amounts = (some: Partial<OrderAmounts>): OrderAmounts => ({
  ...{ subtotal: 4_000, discount: 0, shipping: 0, tax: 0, total: 4_000 },
  ...some,
});

it.each<[string, Partial<OrderAmounts>, [string, number][]]>([
  ['of goods alone is the total alone', {}, [['total', 4_000]]],
  [
    'with all parts is explained line by line',
    { discount: 500, shipping: 700, tax: 400, total: 4_600 },
    [
      ['subtotal', 4_000],
      ['discount', -500],
      ['shipping', 700],
      ['tax', 400],
      ['total', 4_600],
    ],
  ],
  [
    'with prices that include the tax says so after it',
    { shipping: 700, tax: 783, total: 4_700 },
    [
      ['subtotal', 4_000],
      ['shipping', 700],
      ['total', 4_700],
      ['included_tax', 783],
    ],
  ],
  [
    'with tax added to some prices and included in others tells both',
    { tax: 500, total: 4_300 },
    [
      ['subtotal', 4_000],
      ['tax', 300],
      ['total', 4_300],
      ['included_tax', 200],
    ],
  ],
  [
    'of nothing, with a discount of all of it',
    { discount: 4_000, total: 0 },
    [
      ['subtotal', 4_000],
      ['discount', -4_000],
      ['total', 0],
    ],
  ],
  [
    'without a subtotal is explained by what is known',
    { subtotal: null, shipping: 400, total: 4_300 },
    [
      ['subtotal', 3_900],
      ['shipping', 400],
      ['total', 4_300],
    ],
  ],
  [
    'with a part that Daybook does not know still adds up',
    { tax: 100, total: 4_350 },
    [
      ['subtotal', 4_000],
      ['tax', 100],
      ['other', 250],
      ['total', 4_350],
    ],
  ],
])('a total %s', (_, some, rows) => {
  const explained = explainTotal(amounts(some));
  expect(explained.map(({ kind, amount }) => [kind, amount])).toEqual(rows);
  const end = explained.findIndex(({ kind }) => kind === 'total');
  const parts = explained.slice(0, end);
  if (parts.length > 0) expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(explained[end]?.amount);
});
