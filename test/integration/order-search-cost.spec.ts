import { OrdersQueries } from '@daybook/orders';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { useParts } from '../support/parts.js';
import { statementsOf } from '../support/statements-of.js';

const orderCount = 40_000;
const parts = useParts();

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** The nodes that read the orders. */
const nodesOn = (plan: Plan): Plan[] => [
  ...(plan['Relation Name'] === 'customer_order' ? [plan] : []),
  ...(plan.Plans ?? []).flatMap(nodesOn),
];

async function search(q: string) {
  let numbers: string[] = [];
  const statements = await statementsOf(async () => {
    numbers = (await parts.get(OrdersQueries).list({ q, limit: 50 })).items.map(({ number }) => number);
  });
  const [statement] = statements.filter(({ text }) => text.includes('customer_order'));
  const [explained] = await parts.rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (analyze, format json) ${statement?.text ?? ''}`,
    statement?.values,
  );
  const plan = explained?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error('PostgreSQL explained nothing.');
  const nodes = nodesOn(plan);
  const rowsRead = nodes.reduce(
    (sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
    0,
  );
  return { numbers, scans: nodes.map((node) => node['Node Type']), rowsRead };
}

beforeAll(async () => {
  await parts.clear();
  for (let first = 1; first < orderCount; first += 10_000)
    await parts.rows(
      `insert into customer_order (id, number, status, currency, total, customer_name, customer_email, canonical_email,
         checkout_session_id, placed_at)
       select gen_random_uuid(), 'SS-' || n, 'paid', 'GBP', 4300, 'Customer' || n % 997 || ' Surname' || n % 1009,
         'buyer' || n || '@example.com', 'buyer' || n || '@example.com', 'cs_' || n, now() - n * interval '1 minute'
       from generate_series($1::int, $1::int + 9999) as n`,
      [first],
    );
  await parts.rows('vacuum analyze customer_order');
}, 120_000);

describe('the orders are searched without reading all of them', () => {
  it.each([
    ['words in another order', 'surname777 customer777', ['SS-777']],
    ['words of several columns', 'example.com SS-2999', ['SS-2999']],
    ['a word that matches nothing', 'nobody', []],
    ['a word that every order has', 'example', null],
    ['two letters that match nothing', 'zq', []],
    ['a short word beside a long one', 'ss surname1008', null],
  ])('for %s', async (_, q, first) => {
    const { numbers, scans, rowsRead } = await search(q);
    if (first) expect(numbers.slice(0, 1)).toEqual(first);
    expect(scans).not.toContain('Seq Scan');
    expect(rowsRead).toBeLessThanOrEqual(20_000);
  });
});
