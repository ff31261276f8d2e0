import { describe, expect, it } from '@jest/globals';
import { fixture } from '../../test/fixtures.js';
import { toUpdates } from './printify-updates.js';
import { printifyOrder } from './printify-order.js';

const now = new Date('2026-02-23T12:00:00Z');
const at = (text: string) => new Date(text);

function newsOfOrder(fields: Record<string, unknown>) {
  return toUpdates(printifyOrder.parse({ id: '5a96f649b2439217d070f507', status: 'pending', ...fields }), now);
}

const parcel = {
  key: '94001116990045395649372',
  carrier: 'USPS',
  trackingNumber: '94001116990045395649372',
  trackingUrl: 'http://example.com/94001116990045395649372',
};
const shipment = {
  carrier: 'usps',
  number: '94001116990045395649372',
  url: 'http://example.com/94001116990045395649372',
};

describe("what Printify's order tells", () => {
  it('of one that is all done is its whole life, in its order', () => {
    const then = at('2017-04-18T13:24:28Z');

    expect(toUpdates(printifyOrder.parse(JSON.parse(fixture('printify/order'))), now)).toEqual([
      { kind: 'in_production', at: then },
      { kind: 'parcel_shipped', parcel, at: then },
      { kind: 'parcel_delivered', parcel, at: then },
      { kind: 'all_shipped', at: then },
    ]);
  });

  it.each([
    ['pending', []],
    ['sending-to-production', [{ kind: 'released', at: null }]],
    ['in-production', [{ kind: 'in_production', at: null }]],
    ['payment-not-received', [{ kind: 'on_hold', reason: 'Printify could not take its payment', at: null }]],
    ['had-issues', [{ kind: 'problem', reason: 'had issues', at: null }]],
    ['canceled', [{ kind: 'cancelled', reason: null, at: null }]],
    ['a status of next year', []],
  ])('of one that is %s', (status, news) => {
    expect(newsOfOrder({ status })).toEqual(news);
  });

  it('of one on hold is nothing for its first ten minutes, when every order is', () => {
    const onHold = [{ kind: 'on_hold', reason: 'it waits for an action in Printify', at: null }];
    const of = (created: string, more = {}) => newsOfOrder({ status: 'on-hold', created_at: created, ...more });

    expect(of('2026-02-23 11:50:01+00:00')).toEqual([]);
    expect(of('2026-02-23 11:50:00+00:00')).toEqual(onHold);
    expect(of('2026-02-23 11:59:00+00:00', { sent_to_production_at: '2026-02-23 11:59:10+00:00' })).toEqual(onHold);
    expect(newsOfOrder({ status: 'on-hold' })).toEqual(onHold);
  });

  it('of two parcels says of each what it knows: when it left only where it has been delivered', () => {
    const delivered_at = '2026-02-22 10:00:00+00:00';
    const other = { carrier: 'ROYAL_MAIL', number: ' ab 12 gb ' };
    const fields = { status: 'partially-fulfilled', sent_to_production_at: '2026-02-20 10:00:00+00:00' };

    expect(newsOfOrder({ ...fields, shipments: [{ ...shipment, delivered_at }, other] })).toEqual([
      { kind: 'in_production', at: at('2026-02-20T10:00:00Z') },
      { kind: 'parcel_shipped', parcel, at: at('2026-02-22T10:00:00Z') },
      { kind: 'parcel_delivered', parcel, at: at('2026-02-22T10:00:00Z') },
      {
        kind: 'parcel_shipped',
        parcel: { key: 'AB12GB', carrier: 'Royal Mail', trackingNumber: 'ab 12 gb', trackingUrl: null },
        at: null,
      },
    ]);
  });

  it('does not let a parcel leave after it arrived', () => {
    const fields = { status: 'fulfilled', fulfilled_at: '2026-02-23 09:00:00+00:00' };
    const news = newsOfOrder({ ...fields, shipments: [{ ...shipment, delivered_at: '2026-02-22 10:00:00+00:00' }] });

    expect(news.find(({ kind }) => kind === 'parcel_shipped')?.at).toEqual(at('2026-02-22T10:00:00Z'));
  });

  it('takes the epoch and what is no time for none, and no link to anything but the web', () => {
    const fields = { status: 'fulfilled', fulfilled_at: '1970-01-01 00:00:00+00:00', sent_to_production_at: 'never' };

    expect(
      newsOfOrder({ ...fields, shipments: [{ number: 12, url: 'javascript:alert(1)', delivered_at: 5 }] }),
    ).toEqual([
      { kind: 'in_production', at: null },
      {
        kind: 'parcel_shipped',
        parcel: { key: '12', carrier: null, trackingNumber: '12', trackingUrl: null },
        at: null,
      },
      { kind: 'all_shipped', at: null },
    ]);
  });
});
