import { ActivityLogQueries, Resolutions, type FeedFilter, type LoggedEntry } from '@daybook/activity-log';
import type { ActivityEntry, FeedQuery, Page } from '@daybook/contract';
import { OrdersQueries } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { entryShown } from './entry-shown.js';

/** Orders whose entries a search in the feed brings, besides the entries whose sentence has the words. */
const mostOrdersSearched = 50;

/** The feed, and single entries as the consoles show them: with the number of their order. */
@Injectable()
export class ActivityReadModel {
  constructor(
    private readonly log: ActivityLogQueries,
    private readonly resolutions: Resolutions,
    private readonly orders: OrdersQueries,
  ) {}

  /** Newest first. Throws `InvalidCursorError`. */
  async feed(query: FeedQuery): Promise<Page<ActivityEntry>> {
    const filter = await this.filterOf(query);
    if (!filter) return { items: [], next: null };
    const page = await this.log.listRecent(filter, query.limit, query.before);
    return { items: await this.shown(page.items), next: page.next };
  }

  async byIds(ids: string[]): Promise<ActivityEntry[]> {
    return this.shown(await this.log.findByIds(ids));
  }

  /** The entry as it stands after that; null when there is none. */
  async resolve(id: string, name: string): Promise<ActivityEntry | null> {
    await this.resolutions.resolve([id], name);
    return (await this.byIds([id]))[0] ?? null;
  }

  /** The entry as it stands after that; null when there is none. */
  async reopen(id: string): Promise<ActivityEntry | null> {
    await this.resolutions.reopen(id);
    return (await this.byIds([id]))[0] ?? null;
  }

  /** Null when it can find nothing: the order asked for does not exist. */
  private async filterOf({ tab, level, type, order, q, from, to }: FeedQuery): Promise<FeedFilter | null> {
    const found = order === undefined ? undefined : await this.orders.findRef(order);
    if (found === null) return null;
    return {
      ...(tab === 'attention' && { onlyAttention: true }),
      ...(level?.length && { levels: level }),
      ...(type?.length && { types: type }),
      ...(found && { orderId: found.id }),
      ...(q && { search: { text: q, orderIds: await this.orders.searchIds(q, mostOrdersSearched) } }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    };
  }

  private async shown(entries: LoggedEntry[]): Promise<ActivityEntry[]> {
    const orderIds = new Set(entries.flatMap(({ orderId }) => orderId ?? []));
    const numbers = await this.orders.findNumbers([...orderIds]);
    return entries.map((entry) => entryShown(entry, (entry.orderId && numbers.get(entry.orderId)) || null));
  }
}
