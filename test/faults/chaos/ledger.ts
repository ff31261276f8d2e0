import type pg from 'pg';
import { aStripeEvent } from '../../support/stripe.js';
import type { SeededRandom } from './seeded-random.js';

/** One webhook, sent as Stripe would: until it is acknowledged, and sometimes again. */
export interface Sending {
  eventId: string;
  body: string;
}

interface Checkout {
  sessionId: string;
  entries: number;
}

/** Records what was sent and acknowledged, to compare it with the database at the end. */
export class Ledger {
  readonly acknowledged = new Set<string>();
  readonly #sent = new Map<string, Sending>();
  readonly #checkouts: Checkout[] = [];
  #duplicates = 0;

  /** `run` makes the ids unique to one run. */
  constructor(
    private readonly random: SeededRandom,
    private readonly run: string,
  ) {}

  /** A checkout's webhooks, out of order: one for most, two for a payment that takes days, some of them sent twice. */
  nextCheckout(): Sending[] {
    const sessionId = `cs_${this.run}_${this.#checkouts.length}`;
    const isDelayed = this.random.percent(25);
    const created = new Date();
    const session = { id: sessionId, payment_status: isDelayed ? 'unpaid' : 'paid' };
    const sendings = [this.#event('checkout.session.completed', created, session)];
    if (isDelayed) {
      const paid = { ...session, payment_status: 'paid' };
      sendings.push(this.#event('checkout.session.async_payment_succeeded', created, paid));
    }
    this.#checkouts.push({ sessionId, entries: sendings.length });
    const again = sendings.filter(() => this.random.percent(20));
    this.#duplicates += again.length;
    return this.random.shuffled([...sendings, ...again]);
  }

  /** Some acknowledged webhooks, because Stripe may send them again. */
  someAgain(): Sending[] {
    const again = [...this.#sent.values()].filter(() => this.random.percent(10));
    this.#duplicates += again.length;
    return again;
  }

  acknowledge({ eventId }: Sending): void {
    this.acknowledged.add(eventId);
  }

  get counted() {
    return {
      checkouts: this.#checkouts.length,
      events: this.#sent.size,
      duplicates: this.#duplicates,
      acknowledged: this.acknowledged.size,
    };
  }

  /** Each difference between the database and the acknowledged webhooks, as a sentence. */
  async differences(database: pg.Pool): Promise<string[]> {
    const [events, orders] = await Promise.all([storedEvents(database), storedOrders(database)]);
    return [...this.#eventDifferences(events), ...this.#orderDifferences(orders), ...(await strays(database))];
  }

  *#eventDifferences(stored: Map<string, StoredEvent>): Generator<string> {
    for (const eventId of this.acknowledged) {
      const event = stored.get(eventId);
      if (!event) yield `${eventId} was acknowledged and is not stored.`;
      else if (event.count !== 1) yield `${eventId} is stored ${event.count} times.`;
      else if (event.state !== 'processed') yield `${eventId} is ${event.state}: ${event.last_error ?? 'no error'}.`;
    }
    for (const eventId of stored.keys()) if (!this.#sent.has(eventId)) yield `${eventId} was never sent.`;
  }

  *#orderDifferences(stored: Map<string, StoredOrder>): Generator<string> {
    for (const { sessionId, entries } of this.#checkouts) {
      const order = stored.get(sessionId);
      if (!order) {
        yield `${sessionId} has no order.`;
        continue;
      }
      if (order.count !== 1) yield `${sessionId} has ${order.count} orders.`;
      if (order.status !== 'paid') yield `${sessionId} is ${order.status}.`;
      if (order.entries !== entries) yield `${sessionId} has ${order.entries} entries, not ${entries}.`;
      if (order.failures > 1) yield `${sessionId} has ${order.failures} submission failures.`;
      if (order.lines !== 1) yield `${sessionId} has ${order.lines} lines, not 1.`;
    }
    if (stored.size > this.#checkouts.length)
      yield `There are ${stored.size - this.#checkouts.length} orders too many.`;
  }

  #event(type: string, created: Date, session: Record<string, unknown>): Sending {
    const eventId = `evt_${this.run}_${this.#sent.size}`;
    const sending = { eventId, body: aStripeEvent({ id: eventId, type, created, session }) };
    this.#sent.set(eventId, sending);
    return sending;
  }
}

interface StoredEvent {
  count: number;
  state: string;
  last_error: string | null;
}

async function storedEvents(database: pg.Pool): Promise<Map<string, StoredEvent>> {
  const { rows } = await database.query<StoredEvent & { event_id: string }>(`
    select event_id, count(*)::int as count, min(state) as state, min(last_error) as last_error
    from webhook_event group by event_id`);
  return new Map(rows.map((row) => [row.event_id, row]));
}

interface StoredOrder {
  count: number;
  status: string;
  entries: number;
  /** No provider makes what the chaos run sells, so each order has one failure. */
  failures: number;
  lines: number;
}

async function storedOrders(database: pg.Pool): Promise<Map<string, StoredOrder>> {
  const { rows } = await database.query<StoredOrder & { session: string }>(`
    select checkout_session_id as session, count(*)::int as count, min(status) as status,
      sum((select count(*) from activity_log
        where order_id = customer_order.id and event_type <> 'order.submission_failed'))::int as entries,
      sum((select count(*) from activity_log
        where order_id = customer_order.id and event_type = 'order.submission_failed'))::int as failures,
      sum((select count(*) from order_line where order_id = customer_order.id))::int as lines
    from customer_order group by checkout_session_id`);
  return new Map(rows.map((row) => [row.session, row]));
}

/** Entries without an order, and lost ones. */
async function strays(database: pg.Pool): Promise<string[]> {
  const { rows } = await database.query<{ what: string; count: number }>(`
    select 'entries of no order' as what, count(*)::int as count from activity_log where order_id is null
    union all
    select 'entries that could not be written', coalesce(sum(value), 0)::int from metric_counter where name = 'entries_lost'`);
  return rows.filter(({ count }) => count !== 0).map(({ what, count }) => `${count} ${what}.`);
}
