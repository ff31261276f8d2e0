import { Settings } from '@daybook/config';
import { overdueKinds, type EventType, type OverdueKind } from '@daybook/contract';
import { Database, secondsAgo, type Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import type { JobsTables } from '@daybook/jobs';
import { lockOrder, type Order, type OrdersTables } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import type { FulfilmentTables } from './fulfilment.entity.js';

type Tables = OrdersTables & FulfilmentTables & JobsTables;
type OverdueOrder = Pick<Order, 'id' | 'paymentReview'>;

const pageSize = 200;
/** One order is one problem. */
const explanations = {
  submission: ['order.submission_failed'],
  shipping: ['order.on_hold', 'order.problem'],
} as const satisfies Record<OverdueKind, EventType[]>;
const heldForReview = ['order.review_opened'] as const;

/** Detects what does not happen: an order that is not submitted, goods that are not shipped. */
@Injectable()
export class OverdueOrders {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly settings: Settings,
  ) {}

  /** Publishes each overdue order once for what it waits for; returns how many. */
  async detect(signal: AbortSignal): Promise<number> {
    let count = 0;
    for (const kind of overdueKinds) {
      for await (const orderId of this.findAll(kind)) {
        if (signal.aborted) return count;
        if (await this.database.transaction((tx) => this.record(tx, orderId, kind))) count += 1;
      }
    }
    return count;
  }

  /** In the order of their ids, page by page: those that a problem explains are found by every run, and passed over without a lock. */
  private async *findAll(kind: OverdueKind): AsyncGenerator<string> {
    const orders = this.overdue(this.database, kind)
      .select(['id', 'payment_review as paymentReview'])
      .orderBy('id')
      .limit(pageSize);
    let page = await orders.execute();
    for (let last = page.at(-1); last; last = page.at(-1)) {
      yield* await this.leaveOutExplained(page, kind);
      page = await orders.where('id', '>', last.id).execute();
    }
  }

  private leaveOutExplained(orders: OverdueOrder[], kind: OverdueKind): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      const unexplained: string[] = [];
      for (const order of orders) if (!(await this.isExplained(tx, order, kind))) unexplained.push(order.id);
      return unexplained;
    });
  }

  /** False when it is no longer overdue, or another worker has recorded it. */
  private async record(tx: Transaction, orderId: string, waitingFor: OverdueKind): Promise<boolean> {
    const order = await lockOrder(tx, orderId);
    const isOverdue = await this.overdue(tx, waitingFor).select('id').where('id', '=', orderId).executeTakeFirst();
    if (!order || !isOverdue || (await this.isExplained(tx, order, waitingFor))) return false;
    if (waitingFor === 'submission') order.submissionOverdueAt = new Date();
    else order.shippingOverdueAt = new Date();
    const data = { waitingFor, seconds: this.secondsAllowed(waitingFor) };
    await this.events.publish(tx, 'order.overdue', data, { orderId });
    return true;
  }

  /** Whether a problem says why it waits, for as long as nobody has resolved that. */
  private async isExplained(tx: Transaction, order: OverdueOrder, waitingFor: OverdueKind): Promise<boolean> {
    const isHeld = this.settings.holdsForReview && order.paymentReview === 'open';
    for (const type of [...explanations[waitingFor], ...(isHeld ? heldForReview : [])])
      if (await this.events.hasOpenProblem(tx, { type, orderId: order.id, where: {} })) return true;
    return false;
  }

  private overdue(connection: Database | Transaction, kind: OverdueKind) {
    const orders = connection.kysely<Tables>().selectFrom('customer_order').where('is_demo', '=', false);
    const since = secondsAgo(this.secondsAllowed(kind));
    if (kind === 'submission')
      return (
        orders
          .where('status', '=', 'paid')
          .where('paid_at', '<', since)
          .where('submission_overdue_at', 'is', null)
          // an outage is one problem, whichever orders wait for its end; they get their time once it is over
          .where((eb) =>
            eb.not(
              eb.exists(
                eb
                  .selectFrom('fulfilment')
                  .innerJoin('service_outage', 'service_outage.service', 'fulfilment.provider')
                  .select('fulfilment.id')
                  .whereRef('fulfilment.order_id', '=', 'customer_order.id')
                  .where('fulfilment.waiting_since', 'is not', null)
                  .where('is_confirmed', '=', true)
                  .where((or) => or.or([or('ended_at', 'is', null), or('ended_at', '>', since)])),
              ),
            ),
          )
      );
    return orders
      .where('status', 'in', ['submitted', 'in_production'])
      .where('shipping_overdue_at', 'is', null)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('fulfilment')
            .select('fulfilment.id')
            .whereRef('fulfilment.order_id', '=', 'customer_order.id')
            .where('submitted_at', '<', since),
        ),
      );
  }

  private secondsAllowed(kind: OverdueKind): number {
    const { submissionSeconds, shippingSeconds } = this.settings.overdue;
    return kind === 'submission' ? submissionSeconds : shippingSeconds;
  }
}
