import { randomInt } from 'node:crypto';
import type { Parcel, ParcelLine } from './provider-order.js';

interface Carrier {
  name: string;
  service: string;
  number: () => string;
  /** Where its parcels are followed, before the number. */
  tracking: string;
}

const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('');

const dhl: Carrier = {
  name: 'DHL',
  service: 'DHL Parcel Connect',
  number: () => `JD0146${digits(14)}`,
  tracking: 'https://www.dhl.com/en/express/tracking.html?AWB=',
};

const carriers: Record<string, Carrier> = {
  US: {
    name: 'USPS',
    service: 'USPS Ground Advantage',
    number: () => `94001${digits(17)}`,
    tracking: 'https://tools.usps.com/go/TrackConfirmAction?tLabels=',
  },
  CA: {
    name: 'UPS',
    service: 'UPS Standard',
    number: () => `1Z999AA1${digits(10)}`,
    tracking: 'https://www.ups.com/track?tracknum=',
  },
};

/** A parcel as it leaves, with the carrier usual in that country (ISO 3166-1 alpha-2). `now` is ISO 8601. */
export function newParcel(country: string, lines: ParcelLine[], now: string): Parcel {
  const carrier = carriers[country] ?? dhl;
  const trackingNumber = carrier.number();
  return {
    id: randomInt(10_000_000, 99_999_999),
    carrier: carrier.name,
    service: carrier.service,
    trackingNumber,
    trackingUrl: carrier.tracking + trackingNumber,
    lines,
    shippedAt: now,
    deliveredAt: null,
    returnedAt: null,
    isReshipment: false,
  };
}
