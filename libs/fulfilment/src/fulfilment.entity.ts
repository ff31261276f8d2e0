import {
  cancellationNotices,
  fulfilmentStatuses,
  type FulfilmentStatus,
  type ParcelContents,
  type Provider,
} from '@daybook/contract';
import { Order } from '@daybook/orders';
import { defineEntity, p } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/postgresql';

/** What of a line of the order is in a parcel. */
export interface PackedLine extends ParcelContents {
  lineId: string;
}

/** ISO 8601. */
export interface ParcelTimes {
  shippedAt?: string;
  deliveredAt?: string;
}

const issues = ['on_hold', 'problem'] as const;

const FulfilmentSchema = defineEntity({
  name: 'Fulfilment',
  tableName: 'fulfilment',
  indexes: [
    {
      name: 'fulfilment_open',
      expression: `create index fulfilment_open on fulfilment (provider, polled_at nulls first, id)
        where provider_order_id is not null and status not in ('delivered', 'cancelled')`,
    },
    {
      name: 'fulfilment_waiting',
      expression: `create index fulfilment_waiting on fulfilment (provider) where waiting_since is not null`,
    },
  ],
  uniques: [
    { name: 'fulfilment_once', properties: ['orderId', 'provider'] },
    { name: 'fulfilment_at_provider', properties: ['provider', 'providerOrderId'] },
  ],
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(Order).mapToPk().fieldName('order_id').deleteRule('cascade'),
    provider: p.string().length(16).$type<Provider>(),
    /** Our id at the provider: the order's number, with `-2` once the first submission was cancelled there. */
    externalId: p.string().length(32),
    providerOrderId: p.string().length(255).nullable(),
    status: p.enum(fulfilmentStatuses).columnType('varchar(24)').default('pending'),
    /** Counts the rounds of attempts; each resubmission by a person starts another. */
    submissionRound: p.integer().default(1),
    /** Of all rounds. */
    submissionAttempts: p.integer().default(0),
    /** The first attempt under this external id; null: the provider cannot know it. */
    firstAttemptedAt: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
    /** Since when it waits for its provider to take orders again. */
    waitingSince: p.datetime(3).nullable(),
    submittedAt: p.datetime(3).nullable(),
    productionAt: p.datetime(3).nullable(),
    allShippedAt: p.datetime(3).nullable(),
    deliveredAt: p.datetime(3).nullable(),
    cancelledAt: p.datetime(3).nullable(),
    /** Since when a person waits for the provider to cancel it. */
    cancelRequestedAt: p.datetime(3).nullable(),
    cancelRequestedBy: p.string().length(200).nullable(),
    /** How the customer is to learn that it is cancelled; null: not at all. */
    cancelNotice: p.enum(cancellationNotices).columnType('varchar(16)').nullable(),
    /** By the key of the parcel, whether or not it is known. */
    parcelContents: p.json<Record<string, PackedLine[]>>().defaultRaw(`'{}'`),
    polledAt: p.datetime(3).nullable(),
    /** What holds it up, since when, and when it last made progress. */
    issue: p.enum(issues).columnType('varchar(16)').nullable(),
    issueAt: p.datetime(3).nullable(),
    lastHealthyAt: p.datetime(3).nullable(),
    /** When the order was read that last said which parcels there are, by the database's clock. */
    parcelsListedAt: p.datetime(3).nullable(),
    /** By a parcel's key, what webhooks say of it; it counts once the order lists the parcel. */
    parcelTimes: p.json<Record<string, ParcelTimes>>().defaultRaw(`'{}'`),
    insertedAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p
      .datetime(3)
      .defaultRaw('now()')
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
});

/** One provider's part of an order. Its status is derived from the times at which things happened. */
export class Fulfilment extends FulfilmentSchema.class {
  /** Derives the delivery and the status from its shipments. */
  updateStatus(shipments: Shipment[]): void {
    const delivered = shipments.filter(({ returnedAt }) => !returnedAt).map(({ deliveredAt }) => deliveredAt);
    if (this.allShippedAt && delivered.length > 0 && delivered.every((at) => at !== null))
      this.deliveredAt ??= new Date(Math.max(...delivered.map(Number)));
    this.status = this.deriveStatus(shipments);
  }

  /** The provider has answered. */
  endCancelRequest(): void {
    this.cancelRequestedAt = null;
    this.cancelRequestedBy = null;
    this.cancelNotice = null;
  }

  private deriveStatus(shipments: Shipment[]): FulfilmentStatus {
    if (this.cancelledAt) return 'cancelled';
    if (this.deliveredAt) return 'delivered';
    if (shipments.length > 0) return this.allShippedAt ? 'shipped' : 'partially_shipped';
    if (this.productionAt) return 'in_production';
    return this.submittedAt ? 'submitted' : 'pending';
  }
}
FulfilmentSchema.setClass(Fulfilment);

const ShipmentSchema = defineEntity({
  name: 'Shipment',
  tableName: 'shipment',
  uniques: [{ name: 'shipment_once', properties: ['fulfilmentId', 'key'] }],
  properties: {
    id: p.uuid().primary(),
    fulfilmentId: () => p.manyToOne(Fulfilment).mapToPk().fieldName('fulfilment_id').deleteRule('cascade'),
    /** The provider's first key of the parcel. */
    key: p.string().length(128),
    /** The others by which the provider has listed it since. */
    laterKeys: p.array().defaultRaw(`'{}'`),
    carrier: p.text().nullable(),
    trackingNumber: p.text().nullable(),
    trackingUrl: p.text().nullable(),
    /** Null while only its delivery is known. */
    shippedAt: p.datetime(3).nullable(),
    deliveredAt: p.datetime(3).nullable(),
    /** It came back. Another one may replace it; it is never delivered. */
    returnedAt: p.datetime(3).nullable(),
    insertedAt: p.datetime(3).defaultRaw('now()'),
  },
});

export class Shipment extends ShipmentSchema.class {}
ShipmentSchema.setClass(Shipment);

export const fulfilmentEntities = [Fulfilment, Shipment];
export type FulfilmentTables = InferKyselyDB<typeof FulfilmentSchema | typeof ShipmentSchema>;
