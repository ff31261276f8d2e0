import type { Provider } from '@daybook/contract';
import { Database, type Transaction } from '@daybook/database';
import { OrdersService, type NewOrderLine } from '@daybook/orders';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCheckout } from '../../../test/support/a-checkout.js';
import { useParts } from '../../../test/support/parts.js';
import { Fulfilment } from './fulfilment.entity.js';
import { FulfilmentProgress, type DatedUpdate } from './fulfilment-progress.js';
import type { ParcelItem } from './provider/provider.js';

const parts = useParts({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'orders@shop.example' });
const transaction = <T>(work: (tx: Transaction) => Promise<T>) => parts.get(Database).transaction(work);
beforeEach(() => parts.clear());

const line = (variantId: string, quantity: number, more: Partial<NewOrderLine> = {}): NewOrderLine => ({
  ...{ title: `Tee ${variantId}`, variant: 'M', sku: `SKU-${variantId}`, provider: 'printify', productId: 'p' },
  ...{ variantId, quantity, unitPrice: 1_000 },
  ...more,
});

/** A paid order of these lines, submitted; `ship` applies one answer of a provider. */
async function anOrder(...lines: NewOrderLine[]) {
  const { id } = await transaction((tx) => parts.get(OrdersService).place(tx, aCheckout({ lines }), new Date()));
  const ship = (provider: Provider, ...updates: DatedUpdate[]) =>
    transaction(async (tx) => {
      const part = await tx.em.findOneOrFail(Fulfilment, { orderId: id, provider });
      await parts.get(FulfilmentProgress).record(tx, part.id, updates);
    });
  return { ship };
}

const at = new Date('2026-02-16T09:00:00Z');
const tracking = { carrier: 'DHL', trackingUrl: null };
const left = (key: string): DatedUpdate => ({
  ...{ kind: 'parcel_shipped', at },
  parcel: { key, trackingNumber: key, ...tracking },
});
const packed = (key: string, ...items: ParcelItem[]): DatedUpdate => ({ kind: 'parcel_packed', key, items, at });
const sku = (value: string, quantity: number | null = null): ParcelItem => ({
  by: 'sku',
  value: `SKU-${value}`,
  quantity,
});
const variant = (value: string, quantity: number): ParcelItem => ({ by: 'variantId', value, quantity });
const all: DatedUpdate = { kind: 'all_shipped', at };

/** What the shipping mails say, the first parcel first: `2 × Tee a; follows`. */
async function mails(): Promise<string[]> {
  const rows = await parts.rows<{
    details: { contents?: { title: string; quantity: number | null }[]; rest?: string };
  }>(`select details from mail_message where kind = 'shipping' order by queued_at, id`);
  return rows.map(({ details: { contents = [], rest = '' } }) => {
    const goods = contents.map(({ title, quantity }) => (quantity === null ? title : `${quantity} × ${title}`));
    return [...goods, rest].join('; ');
  });
}

describe('a shipping notification', () => {
  it('names what is in a parcel, that the rest follows, and then that all has left', async () => {
    const { ship } = await anOrder(line('a', 2), line('b', 1));
    await ship('printify', packed('1', variant('a', 1)), left('1'));
    await ship('printify', packed('2', variant('a', 1), variant('b', 1)), left('2'));
    expect(await mails()).toEqual(['1 × Tee a; follows', '1 × Tee a; 1 × Tee b; none']);
  });

  it('says that the rest follows while another provider has sent nothing', async () => {
    const { ship } = await anOrder(line('a', 1), line('b', 1, { provider: 'printful' }));
    await ship('printify', left('1'), all);
    await ship('printful', left('2'), all);
    expect(await mails()).toEqual(['follows', 'none']);
  });

  it('stays general for one parcel whose goods are not named', async () => {
    const { ship } = await anOrder(line('a', 2));
    await ship('printify', left('1'), all);
    expect(await mails()).toEqual(['']);
  });

  it('claims nothing of the rest while the provider may send another parcel of unknown goods', async () => {
    const { ship } = await anOrder(line('a', 2));
    await ship('printify', left('1'));
    expect(await mails()).toEqual(['']);
  });

  it('names goods without a number where the provider lists a SKU of which there are several', async () => {
    const { ship } = await anOrder(line('a', 2), line('b', 1));
    await ship('printify', packed('1', sku('a'), sku('b')), left('1'));
    expect(await mails()).toEqual(['Tee a; 1 × Tee b; ']);
  });

  it('says that the rest follows when a line is in no parcel, however many of the others are', async () => {
    const { ship } = await anOrder(line('a', 2), line('b', 1));
    await ship('printify', packed('1', sku('a')), left('1'));
    expect(await mails()).toEqual(['Tee a; follows']);
  });

  it.each([
    ['are unknown', packed('1', sku('x'))],
    ['are known in part', packed('1', sku('a'), sku('x'))],
    ['are named by a SKU of two lines', packed('1', { by: 'sku', value: 'same', quantity: 1 })],
    ['are of another provider', packed('1', variant('c', 1))],
  ])('names nothing where the goods %s', async (_, contents) => {
    const same = [line('d', 1, { sku: 'same' }), line('e', 1, { sku: 'same' })];
    const { ship } = await anOrder(line('a', 1), ...same, line('c', 1, { provider: 'printful' }));
    await ship('printify', contents, left('1'));
    expect(await mails()).toEqual(['follows']);
  });

  it('does not say that all has left while a line has no provider', async () => {
    const { ship } = await anOrder(line('a', 1), line('b', 1, { provider: null }));
    await ship('printify', packed('1', variant('a', 1)), left('1'), all);
    expect(await mails()).toEqual(['1 × Tee a; ']);
  });
});
