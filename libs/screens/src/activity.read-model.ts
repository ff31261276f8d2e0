import {
  ActivityLogQueries,
  ProblemCausesQueries,
  toSnoozedUntil,
  type FeedFilter,
  type LoggedEntry,
} from '@daybook/activity-log';
import type { ActivityEntry, CauseListQuery, FeedQuery, Page, ProblemCause } from '@daybook/contract';
import { OrdersQueries } from '@daybook/orders';
import { Injectable } from '@nestjs/common';

/** How many orders a search of the feed matches by their number or customer. */
const maxOrdersSearched = 50;

@Injectable()
export class ActivityReadModel {
  constructor(
    private readonly log: ActivityLogQueries,
    private readonly causes: ProblemCausesQueries,
    private readonly orders: OrdersQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async feed(query: FeedQuery): Promise<Page<ActivityEntry>> {
    const filter = await this.toFilter(query);
    if (!filter) return { items: [], next: null };
    const { items, next } = await this.log.listRecent(filter, query.limit, query.before);
    return { items: await this.withOrderNumbers(items), next };
  }

  /** Open problems by cause, the latest first. Throws `InvalidCursorError`. */
  async listCauses({ snoozed, limit, before }: CauseListQuery): Promise<Page<ProblemCause>> {
    const { items, next } = await this.causes.list(snoozed, limit, before);
    const numbers = await this.orders.findNumbers(items.flatMap(({ latestOrderIds }) => latestOrderIds));
    return {
      items: items.map(({ sentence, latestOrderIds, firstAt, lastAt, snoozedUntil, ...cause }) => ({
        ...cause,
        message: sentence,
        latestOrders: latestOrderIds.map((id) => ({ id, number: numbers.get(id) ?? null })),
        firstAt: firstAt.toISOString(),
        lastAt: lastAt.toISOString(),
        snoozedUntil: toSnoozedUntil(snoozedUntil),
      })),
      next,
    };
  }

  async findByIds(ids: string[]): Promise<ActivityEntry[]> {
    return this.withOrderNumbers(await this.log.findByIds(ids));
  }

  /** Null when the order in the query does not exist. */
  private async toFilter({
    tab,
    level,
    type,
    order,
    cause,
    snoozed,
    q,
    from,
    to,
  }: FeedQuery): Promise<FeedFilter | null> {
    const found = order === undefined ? undefined : await this.orders.findRef(order);
    if (found === null) return null;
    return {
      ...(tab === 'attention' && (snoozed ? { onlySnoozed: true } : { onlyAttention: true })),
      ...(cause !== undefined && { cause }),
      ...(level?.length && { levels: level }),
      ...(type?.length && { types: type }),
      ...(found && { orderId: found.id }),
      ...(q && { search: { text: q, orderIds: await this.orders.searchIds(q, maxOrdersSearched) } }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    };
  }

  private async withOrderNumbers(entries: LoggedEntry[]): Promise<ActivityEntry[]> {
    const orderIds = new Set(entries.flatMap(({ orderId }) => orderId ?? []));
    const numbers = await this.orders.findNumbers([...orderIds]);
    return entries.map((entry) => toActivityEntry(entry, (entry.orderId && numbers.get(entry.orderId)) || null));
  }
}

export function toActivityEntry(entry: LoggedEntry, orderNumber: string | null): ActivityEntry {
  const { id, eventType, level, orderId, payload, message, actor, occurredAt, insertedAt, resolvedAt, resolvedBy } =
    entry;
  const { cause, assignedTo, snoozedUntil } = entry;
  return {
    ...{ id, eventType, level, orderId, orderNumber, payload, message, actor, resolvedBy, cause, assignedTo },
    occurredAt: occurredAt.toISOString(),
    insertedAt: insertedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    snoozedUntil: toSnoozedUntil(snoozedUntil),
  };
}
