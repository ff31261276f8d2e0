import type { Order, OrderLine } from '@daybook/contract';
import { aFulfilment, anOrder } from '../../test/an-order';
import { whereaboutsOf } from './line-whereabouts';

type Shipment = Order['fulfilments'][number]['shipments'][number];

const line = (id: string, quantity = 1, provider: OrderLine['provider'] = 'printify'): OrderLine => ({
  ...{ id, title: `Tee ${id}`, variant: null, sku: null, provider, quantity },
  unitPrice: { amount: 1_000, currency: 'GBP' },
});
const parcel = (trackingNumber: string | null, contents: [string, number | null][] | null = null): Shipment => ({
  ...{ carrier: 'DHL', trackingNumber, trackingUrl: null, shippedAt: null, deliveredAt: null, returnedAt: null },
  contents: contents?.map(([lineId, quantity]) => ({ lineId, title: '', variant: null, quantity })) ?? null,
});
const partly = (...shipments: Shipment[]) => aFulfilment({ status: 'partially_shipped', shipments });
const texts = (lines: OrderLine[], ...fulfilments: Order['fulfilments']) =>
  lines.map((each) => whereaboutsOf(each, anOrder({ lines, fulfilments })));

describe('a line', () => {
  it('names its parcel, or says that it is not shipped yet', () => {
    expect(texts([line('a', 2), line('b')], partly(parcel('1Z1', [['a', 2]])))).toEqual([
      'In parcel 1Z1',
      'Not shipped yet',
    ]);
  });

  it('names several parcels with how many are in each, and what is left', () => {
    const parcels = [parcel('1Z1', [['a', 1]]), parcel('1Z2', [['a', 2]])];
    expect(texts([line('a', 4)], partly(...parcels))).toEqual(['1 in parcel 1Z1, 2 in parcel 1Z2, 1 not shipped yet']);
  });

  it('is in the only parcel once everything has left, though the provider names no goods', () => {
    expect(texts([line('a')], aFulfilment({ status: 'shipped', shipments: [parcel('1Z1')] }))).toEqual([
      'In parcel 1Z1',
    ]);
  });

  it('of a parcel without a number says so', () => {
    expect(texts([line('a')], partly(parcel(null, [['a', null]])))).toEqual(['In an untracked parcel']);
  });

  it('of another provider that has sent nothing is not shipped yet', () => {
    const shipped = aFulfilment({ status: 'shipped', shipments: [parcel('1Z1')] });
    const waiting = aFulfilment({ provider: 'printful', status: 'in_production' });
    expect(texts([line('a'), line('b', 1, 'printful')], shipped, waiting)).toEqual([
      'In parcel 1Z1',
      'Not shipped yet',
    ]);
  });

  it.each([
    ['before anything has left', aFulfilment()],
    ['when a parcel’s goods are unknown and more may follow', partly(parcel('1Z1'))],
    ['when its provider’s part is cancelled', aFulfilment({ status: 'cancelled', shipments: [parcel('1Z1')] })],
  ])('says nothing %s', (_, part) => {
    expect(texts([line('a')], part)).toEqual([null]);
  });
});
