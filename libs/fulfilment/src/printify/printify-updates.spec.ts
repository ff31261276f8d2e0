import { describe, expect, it } from '@jest/globals';
import { fixture } from '../../test/fixtures.js';
import { toUpdates } from './printify-updates.js';
import { printifyOrder } from './printify-order.js';

const now = new Date('2026-02-23T12:00:00Z');
const at = (text: string) => new Date(text);

function updatesOf(fields: Record<string, unknown>) {
  return toUpdates(printifyOrder.parse({ id: '5a96f649b2439217d070f507', status: 'pending', ...fields }), now);
}

const parcel = {
  key: '94001116990045395649372',
  carrier: 'USPS',
  trackingNumber: '94001116990045395649372',
  trackingUrl: 'http://example.com/94001116990045395649372',
};
const listed = (...parcels: object[]) => ({ kind: 'parcels_listed', keyedBy: 'tracking', parcels, at: null });
const shipment = {
  carrier: 'usps',
  number: '94001116990045395649372',
  url: 'http://example.com/94001116990045395649372',
};

describe("the updates of Printify's order", () => {
  it('of a delivered order are its whole history, oldest first', () => {
    const time = at('2017-04-18T13:24:28Z');

    expect(toUpdates(printifyOrder.parse(JSON.parse(fixture('printify/order'))), now)).toEqual([
      { kind: 'in_production', at: time },
      listed(parcel),
      { kind: 'parcel_shipped', parcel, at: time },
      { kind: 'parcel_delivered', parcel, at: time },
      { kind: 'all_shipped', at: time },
    ]);
  });

  it.each([
    ['pending', []],
    ['sending-to-production', [{ kind: 'released', at: null }]],
    ['in-production', [{ kind: 'in_production', at: null }]],
    ['payment-not-received', [{ kind: 'on_hold', reason: 'Printify could not take its payment', at: null }]],
    ['had-issues', [{ kind: 'problem', reason: 'Printify reports an issue with the order', at: null }]],
    ['canceled', [{ kind: 'cancelled', reason: null, at: null }]],
    ['a status of next year', []],
  ])('of an order that is %s', (status, updates) => {
    expect(updatesOf({ status })).toEqual(updates);
  });

  it('of an order on hold are none for its first ten minutes, when every order is', () => {
    const onHold = [{ kind: 'on_hold', reason: 'it is waiting for an action in Printify', at: null }];
    const updatesSince = (created: string, more = {}) => updatesOf({ status: 'on-hold', created_at: created, ...more });

    expect(updatesSince('2026-02-23 11:50:01+00:00')).toEqual([]);
    expect(updatesSince('2026-02-23 11:50:00+00:00')).toEqual(onHold);
    expect(updatesSince('2026-02-23 11:59:00+00:00', { sent_to_production_at: '2026-02-23 11:59:10+00:00' })).toEqual(
      onHold,
    );
    expect(updatesOf({ status: 'on-hold' })).toEqual(onHold);
  });

  it('of two parcels include the time of shipping only of the one that has been delivered', () => {
    const delivered_at = '2026-02-22 10:00:00+00:00';
    const other = { carrier: 'ROYAL_MAIL', number: ' ab 12 gb ' };
    const fields = { status: 'partially-fulfilled', sent_to_production_at: '2026-02-20 10:00:00+00:00' };

    const second = { key: 'AB12GB', carrier: 'Royal Mail', trackingNumber: 'ab 12 gb', trackingUrl: null };
    expect(updatesOf({ ...fields, shipments: [{ ...shipment, delivered_at }, other] })).toEqual([
      { kind: 'in_production', at: at('2026-02-20T10:00:00Z') },
      listed(parcel, second),
      { kind: 'parcel_shipped', parcel, at: at('2026-02-22T10:00:00Z') },
      { kind: 'parcel_delivered', parcel, at: at('2026-02-22T10:00:00Z') },
      { kind: 'parcel_shipped', parcel: second, at: null },
    ]);
  });

  it('never ship a parcel after its delivery', () => {
    const fields = { status: 'fulfilled', fulfilled_at: '2026-02-23 09:00:00+00:00' };
    const updates = updatesOf({ ...fields, shipments: [{ ...shipment, delivered_at: '2026-02-22 10:00:00+00:00' }] });

    expect(updates.find(({ kind }) => kind === 'parcel_shipped')?.at).toEqual(at('2026-02-22T10:00:00Z'));
  });

  it('ignore the epoch, malformed times and links that are not web addresses', () => {
    const fields = { status: 'fulfilled', fulfilled_at: '1970-01-01 00:00:00+00:00', sent_to_production_at: 'never' };

    const untimed = { key: '12', carrier: null, trackingNumber: '12', trackingUrl: null };
    expect(updatesOf({ ...fields, shipments: [{ number: 12, url: 'javascript:alert(1)', delivered_at: 5 }] })).toEqual([
      { kind: 'in_production', at: null },
      listed(untimed),
      { kind: 'parcel_shipped', parcel: untimed, at: null },
      { kind: 'all_shipped', at: null },
    ]);
  });
});
