import { Settings } from '@daybook/config';
import type { OverdueKind } from '@daybook/contract';
import { Database } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

interface Overdue {
  orderId: string;
  waitingFor: OverdueKind;
}

/** The rest is detected by the next run. */
const batchSize = 200;

/** Detects what does not happen: an order that is not submitted, goods that are not shipped. */
@Injectable()
export class OverdueOrders {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  /** Publishes each overdue order once; returns how many. */
  async detect(): Promise<number> {
    const { submissionSeconds, shippingSeconds } = this.settings.overdue;
    const seconds = { submission: submissionSeconds, shipping: shippingSeconds };
    const { rows } = await sql<Overdue>`
      select id as "orderId", waiting_for as "waitingFor" from (
        select id, 'submission' as waiting_for from customer_order
        where status = 'paid' and not is_demo and paid_at < now() - make_interval(secs => ${submissionSeconds})
        union all
        select customer_order.id, 'shipping' from customer_order
        where status in ('submitted', 'in_production') and not is_demo and exists (
          select 1 from fulfilment
          where order_id = customer_order.id and submitted_at < now() - make_interval(secs => ${shippingSeconds}))
      ) overdue
      where not exists (select 1 from activity_log where dedupe_key = 'overdue:' || waiting_for || ':' || id)
      limit ${batchSize}`.execute(this.database.sql);
    for (const { orderId, waitingFor } of rows) {
      await this.database.transaction((tx) =>
        this.events.publish(
          tx,
          'order.overdue',
          { waitingFor, seconds: seconds[waitingFor] },
          { orderId, dedupeKey: `overdue:${waitingFor}:${orderId}` },
        ),
      );
    }
    return rows.length;
  }
}
