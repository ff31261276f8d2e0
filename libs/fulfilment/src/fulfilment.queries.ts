import type { FulfilmentStatus, Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql, type Expression } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { FulfilmentTables, PackedLine } from './fulfilment.entity.js';
import { contentsOf } from './parcel-contents.js';

interface ShipmentRow {
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  /** ISO 8601. */
  shippedAt: string | null;
  deliveredAt: string | null;
  returnedAt: string | null;
  contents: PackedLine[] | null;
}

export interface FulfilmentRow {
  id: string;
  provider: Provider;
  providerOrderId: string | null;
  status: FulfilmentStatus;
  /** A person waits for the provider to cancel it. Its request may be kept until the other providers have answered. */
  isCancelling: boolean;
  shipments: ShipmentRow[];
}

@Injectable()
export class FulfilmentQueries {
  constructor(private readonly database: Database) {}

  /** The fulfilments of an order with their shipments, in one statement. */
  async listForOrder(orderId: string): Promise<FulfilmentRow[]> {
    const rows = await this.database
      .kysely<FulfilmentTables>()
      .selectFrom('fulfilment')
      .select((eb) => [
        'id',
        'provider',
        'provider_order_id as providerOrderId',
        'status',
        'parcel_contents as parcelContents',
        eb
          .and([eb('cancel_requested_at', 'is not', null), eb('cancelled_at', 'is', null)])
          .$castTo<boolean>()
          .as('isCancelling'),
        jsonArrayFrom(
          eb
            .selectFrom('shipment')
            .select((shipment) => [
              'key',
              'later_keys as laterKeys',
              'carrier',
              'tracking_number as trackingNumber',
              'tracking_url as trackingUrl',
              isoTime(shipment.ref('shipped_at')).as('shippedAt'),
              isoTime(shipment.ref('delivered_at')).as('deliveredAt'),
              isoTime(shipment.ref('returned_at')).as('returnedAt'),
            ])
            .whereRef('fulfilment_id', '=', 'fulfilment.id')
            .orderBy('shipped_at')
            .orderBy('inserted_at'),
        ).as('shipments'),
      ])
      .where('order_id', '=', orderId)
      .orderBy('provider')
      .execute();
    return rows.map(({ parcelContents, shipments, ...fulfilment }) => ({
      ...fulfilment,
      shipments: shipments.map(({ key, laterKeys, ...shipment }) => ({
        ...shipment,
        contents: contentsOf({ parcelContents }, { key, laterKeys }) ?? null,
      })),
    }));
  }
}

/** JSON has no times: PostgreSQL's text of one lacks the zone. */
const isoTime = (column: Expression<Date | null>) =>
  sql<string | null>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
