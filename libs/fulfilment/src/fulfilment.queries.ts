import type { FulfilmentStatus, Provider } from '@daybook/contract';
import { Database } from '@daybook/database';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ShipmentInfo } from './provider/provider.js';

interface ShipmentRow {
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  /** ISO 8601. */
  shippedAt: string | null;
  deliveredAt: string | null;
  returnedAt: string | null;
}

export interface FulfilmentRow {
  id: string;
  provider: Provider;
  providerOrderId: string | null;
  status: FulfilmentStatus;
  shipments: ShipmentRow[];
}

const iso = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

@Injectable()
export class FulfilmentQueries {
  constructor(private readonly database: Database) {}

  /** The parcel of a shipping notification; null when it no longer exists. */
  async findParcel(shipmentId: string): Promise<ShipmentInfo | null> {
    const { rows } = await sql<ShipmentInfo>`
      select key, carrier, tracking_number as "trackingNumber", tracking_url as "trackingUrl"
      from shipment where id = ${shipmentId}`.execute(this.database.sql);
    return rows[0] ?? null;
  }

  /** The fulfilments of an order with their shipments, in one statement. */
  async listForOrder(orderId: string): Promise<FulfilmentRow[]> {
    const { rows } = await sql<FulfilmentRow>`
      select id, provider, provider_order_id as "providerOrderId", status,
        coalesce((
          select json_agg(json_build_object('carrier', carrier, 'trackingNumber', tracking_number,
            'trackingUrl', tracking_url, 'shippedAt', ${iso('shipped_at')}, 'deliveredAt', ${iso('delivered_at')},
            'returnedAt', ${iso('returned_at')})
            order by shipped_at, inserted_at)
          from shipment where fulfilment_id = fulfilment.id
        ), '[]') as shipments
      from fulfilment where order_id = ${orderId} order by provider`.execute(this.database.sql);
    return rows;
  }
}
