import type { Tracking } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { v7 as uuidv7 } from 'uuid';
import { Shipment, type Fulfilment, type ParcelTimes } from './fulfilment.entity.js';
import type { FulfilmentUpdate, ShipmentInfo } from './provider/provider.js';

export type ParcelList = FulfilmentUpdate & { kind: 'parcels_listed' };

export interface TrackingChange {
  parcel: Shipment;
  before: Tracking;
}

/** The parcels of a locked fulfilment: its shipments, found by every key under which the provider has listed them. */
export class Parcels {
  constructor(
    private readonly tx: Transaction,
    private readonly fulfilment: Fulfilment,
    readonly shipments: Shipment[],
  ) {}

  find(key: string): Shipment | undefined {
    return this.shipments.find((parcel) => keysOf(parcel).includes(key));
  }

  /** Fills in what was not known of its tracking; only a list of all parcels changes what is. */
  findOrCreate(info: ShipmentInfo): Shipment {
    const { key, carrier, trackingNumber, trackingUrl } = info;
    const parcel = this.find(key);
    if (!parcel) return this.create(info);
    parcel.carrier ??= carrier;
    parcel.trackingNumber ??= trackingNumber;
    parcel.trackingUrl ??= trackingUrl;
    return parcel;
  }

  /** Whether the order was read later than any answer that has been applied. */
  isNews(asOf: Date): boolean {
    const { parcelsListedAt } = this.fulfilment;
    return !parcelsListedAt || asOf > parcelsListedAt;
  }

  /** Applies the parcels that the order shows; returns the changes of tracking of those that are known to have left. */
  applyList({ parcels, keyedBy }: ParcelList, asOf: Date): TrackingChange[] {
    this.fulfilment.parcelsListedAt = asOf;
    const known = parcels.flatMap((info) => {
      const parcel = this.find(info.key);
      return parcel ? [{ parcel, info }] : [];
    });
    const renumbered = keyedBy === 'tracking' ? this.findRenumbered(parcels) : [];
    const changes = [...known, ...renumbered].flatMap(({ parcel, info }) => {
      const before = trackingOf(parcel);
      updateTracking(parcel, info);
      return parcel.shippedAt && !isSame(before, trackingOf(parcel)) ? [{ parcel, before }] : [];
    });
    // before any is dated: what a webhook has said of one that is not found would count for another
    for (const info of parcels) this.findOrCreate(info);
    return changes;
  }

  /** Keeps what a webhook says of a parcel until the order lists it. */
  announce(key: string, times: ParcelTimes): void {
    const { parcelTimes } = this.fulfilment;
    this.fulfilment.parcelTimes = { ...parcelTimes, [key]: { ...times, ...parcelTimes[key] } };
  }

  /** What webhooks have said of the parcel, or else of one that is not listed: they called it by a number that it no longer has. */
  announcedTimes(parcel: Shipment): { shippedAt: Date | null; deliveredAt: Date | null } {
    const all = Object.entries(this.fulfilment.parcelTimes);
    const own = all.filter(([key]) => keysOf(parcel).includes(key));
    const unlisted = all.filter(([key]) => !this.find(key));
    const shippedAt = earliest(own.map(([, times]) => times.shippedAt));
    return {
      shippedAt: shippedAt ?? (parcel.shippedAt ? null : earliest(unlisted.map(([, times]) => times.shippedAt))),
      deliveredAt: earliest(own.map(([, times]) => times.deliveredAt)),
    };
  }

  /** A parcel that is listed no longer, and one that never was: the same, with another number. */
  private findRenumbered(listed: ShipmentInfo[]): { parcel: Shipment; info: ShipmentInfo }[] {
    const keys = new Set(listed.map(({ key }) => key));
    const gone = this.shipments.filter((parcel) => !parcel.returnedAt && !keysOf(parcel).some((key) => keys.has(key)));
    const added = listed.filter(({ key }) => !this.find(key));
    return added.flatMap((info, index) => {
      const parcel = gone[index];
      return parcel ? [{ parcel, info }] : [];
    });
  }

  private create({ key, carrier, trackingNumber, trackingUrl }: ShipmentInfo): Shipment {
    const parcel = this.tx.em.create(Shipment, {
      ...{ id: uuidv7(), fulfilmentId: this.fulfilment.id, key, laterKeys: [] },
      ...{ shippedAt: null, deliveredAt: null, returnedAt: null, carrier, trackingNumber, trackingUrl },
    });
    this.shipments.push(parcel);
    return parcel;
  }
}

const keysOf = ({ key, laterKeys }: Shipment): string[] => [key, ...laterKeys];

export const trackingOf = ({ carrier = null, trackingNumber = null, trackingUrl = null }: Shipment): Tracking => ({
  ...{ carrier, trackingNumber, trackingUrl },
});

/** By number if both have one, or else by link. Blanks and case in a number mean nothing. */
function isSame(one: Tracking, other: Tracking): boolean {
  if (one.trackingNumber && other.trackingNumber)
    return normalize(one.trackingNumber) === normalize(other.trackingNumber);
  return (
    one.trackingUrl === other.trackingUrl && (one.trackingUrl !== null || !one.trackingNumber === !other.trackingNumber)
  );
}

const normalize = (trackingNumber: string) => trackingNumber.replaceAll(/\s+/g, '').toUpperCase();

/** What the order does not say is kept, but for the link of a number that is replaced. */
function updateTracking(parcel: Shipment, info: ShipmentInfo): void {
  if (!keysOf(parcel).includes(info.key)) parcel.laterKeys = [...parcel.laterKeys, info.key];
  const before = trackingOf(parcel);
  const isReplaced = info.trackingNumber !== null && !isSame(before, info);
  parcel.carrier = info.carrier ?? before.carrier;
  parcel.trackingNumber = isReplaced ? info.trackingNumber : (before.trackingNumber ?? info.trackingNumber);
  parcel.trackingUrl = info.trackingUrl ?? (isReplaced ? null : before.trackingUrl);
}

function earliest(times: (string | undefined)[]): Date | null {
  const [first] = times.filter((time) => time !== undefined).toSorted();
  return first === undefined ? null : new Date(first);
}
