import { randomInt } from 'node:crypto';
import type { Parcel, ParcelLine } from './provider-order.js';

const carriers = {
  dhl: {
    carrier: 'DHL',
    service: 'DHL Parcel Connect',
    numberPrefix: 'JD0146',
    digits: 14,
    tracking: 'https://www.dhl.com/en/express/tracking.html?AWB=',
  },
  usps: {
    carrier: 'USPS',
    service: 'USPS Ground Advantage',
    numberPrefix: '94001',
    digits: 17,
    tracking: 'https://tools.usps.com/go/TrackConfirmAction?tLabels=',
  },
  ups: {
    carrier: 'UPS',
    service: 'UPS Standard',
    numberPrefix: '1Z999AA1',
    digits: 10,
    tracking: 'https://www.ups.com/track?tracknum=',
  },
};
const carrierByCountry: Record<string, keyof typeof carriers> = { US: 'usps', CA: 'ups' };

/** A parcel that has just left. `country` is ISO 3166-1 alpha-2, `now` ISO 8601. */
export function createParcel(country: string, lines: ParcelLine[], now: string): Parcel {
  const { carrier, service, numberPrefix, digits, tracking } = carriers[carrierByCountry[country] ?? 'dhl'];
  const trackingNumber = numberPrefix + Array.from({ length: digits }, () => randomInt(10)).join('');
  return {
    id: randomInt(10_000_000, 99_999_999),
    carrier,
    service,
    trackingNumber,
    trackingUrl: tracking + trackingNumber,
    lines,
    shippedAt: now,
    deliveredAt: null,
    returnedAt: null,
    isReshipment: false,
  };
}
