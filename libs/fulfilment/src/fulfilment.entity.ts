import { fulfilmentStatuses, providers, type FulfilmentStatus, type Provider } from '@daybook/contract';
import { defineEntity, p } from '@mikro-orm/core';

const issues = ['on_hold', 'problem'] as const;

const FulfilmentSchema = defineEntity({
  name: 'Fulfilment',
  tableName: 'fulfilment',
  properties: {
    id: p.uuid().primary(),
    orderId: p.uuid(),
    provider: p.enum(providers).$type<Provider>(),
    /** Our id at the provider: the order's number, with `-2` once the first submission was cancelled there. */
    externalId: p.string(),
    providerOrderId: p.string().nullable(),
    status: p.enum(fulfilmentStatuses).$type<FulfilmentStatus>(),
    /** Counts the rounds of attempts; each resubmission by a person starts another. */
    submissionRound: p.integer(),
    /** The first attempt under this external id; null: the provider cannot know it. */
    firstAttemptedAt: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
    submittedAt: p.datetime(3).nullable(),
    productionAt: p.datetime(3).nullable(),
    allShippedAt: p.datetime(3).nullable(),
    deliveredAt: p.datetime(3).nullable(),
    cancelledAt: p.datetime(3).nullable(),
    /** What holds it up, since when, and when it last made progress. */
    issue: p.enum(issues).nullable(),
    issueAt: p.datetime(3).nullable(),
    lastHealthyAt: p.datetime(3).nullable(),
    updatedAt: p
      .datetime(3)
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
  properties: {
    id: p.uuid().primary(),
    fulfilmentId: p.uuid(),
    /** The provider's key of the parcel. */
    key: p.string(),
    carrier: p.text().nullable(),
    trackingNumber: p.text().nullable(),
    trackingUrl: p.text().nullable(),
    /** Null while only its delivery is known. */
    shippedAt: p.datetime(3).nullable(),
    deliveredAt: p.datetime(3).nullable(),
    /** It came back. Another one may replace it; it is never delivered. */
    returnedAt: p.datetime(3).nullable(),
  },
});

export class Shipment extends ShipmentSchema.class {}
ShipmentSchema.setClass(Shipment);

export const fulfilmentEntities = [Fulfilment, Shipment];
