import type { Cancellation, Submission, SubmissionReceipt } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { isGood, understood } from '../provider/provider-http.js';
import type { PrintifyApi } from './printify-api.js';
import { createdOrder, isCalled, orderList, printifyOrder, waitsForUs, type PrintifyOrder } from './printify-order.js';
import { reasonOf } from './printify-refusals.js';
import { goesTo, orderBodyOf } from './printify-submission.js';

/** As many as Printify gives on one page. */
const pageSize = 10;
/** A thousand orders: past that we rather say that we do not know than make the goods twice. */
const mostPages = 100;
/** Printify's clock says when an order came, ours when it was first tried; either may be a day off. */
const clockSlackMs = 25 * 3_600_000;

/** What is asked of Printify about one order. */
export class PrintifyOrders {
  constructor(private readonly api: PrintifyApi) {}

  async submit(order: Submission, signal: AbortSignal): Promise<SubmissionReceipt> {
    const body = orderBodyOf(order);
    const found = order.firstTriedAt ? await this.find(order.externalId, order.firstTriedAt, signal) : null;
    if (found) return this.adopt(found, order, signal);
    const made = await this.api.demand({ method: 'POST', path: '/orders.json', body }, signal, order.lines);
    const { id } = understood(createdOrder, made);
    await this.sendToProduction(id, order, signal);
    return { providerOrderId: id, wasThere: false };
  }

  async get(id: string, signal: AbortSignal): Promise<PrintifyOrder> {
    return understood(printifyOrder, await this.api.demand({ method: 'GET', path: pathOf(id) }, signal));
  }

  /** Printify cancels only what is on hold or not paid; when it says no, the order itself tells why best. */
  async cancel(id: string, signal: AbortSignal): Promise<Cancellation> {
    const answer = await this.api.ask({ method: 'POST', path: pathOf(id, '/cancel') }, signal);
    if (isGood(answer)) return { outcome: 'cancelled' };
    if (answer.status === 404) return { outcome: 'refused', reason: 'the order is not there' };
    const { status } = await this.get(id, signal);
    if (status === 'canceled') return { outcome: 'cancelled' };
    return { outcome: 'refused', reason: tooLate[status] ?? reasonOf(answer) };
  }

  /** Printify has no look-up by external id: pages through the orders, newest first, as far back as it can stand. */
  async find(externalId: string, firstTriedAt: Date, signal: AbortSignal): Promise<PrintifyOrder | null> {
    const horizon = new Date(firstTriedAt.getTime() - clockSlackMs);
    for (let page = 1; page <= mostPages; page++) {
      const path = `/orders.json?limit=${pageSize}&page=${page}`;
      const list = understood(orderList, await this.api.demand({ method: 'GET', path }, signal));
      const found = list.data.find((order) => isCalled(externalId, order));
      if (found) return found;
      const isLast = list.data.length === 0 || page === list.last_page;
      if (isLast || reachesBack(list.data, horizon)) return null;
    }
    throw new ProviderError('too many newer orders to tell whether it is there already');
  }

  private async adopt(found: PrintifyOrder, order: Submission, signal: AbortSignal): Promise<SubmissionReceipt> {
    if (found.status === 'canceled') throw spent('it was cancelled there', found.id);
    if (waitsForUs(found)) {
      if (!goesTo(order.recipient, found)) await this.makeWay(found, signal);
      await this.sendToProduction(found.id, order, signal);
    }
    return { providerOrderId: found.id, wasThere: true };
  }

  /** Takes back what would go to an address that has been corrected since. Always throws. */
  private async makeWay({ id }: PrintifyOrder, signal: AbortSignal): Promise<never> {
    const cancellation = await this.cancel(id, signal);
    if (cancellation.outcome === 'cancelled') throw spent('it was there with another address, and is cancelled', id);
    throw new ProviderError(`it is there with another address and cannot be cancelled: ${cancellation.reason}`, {
      providerOrderId: id,
    });
  }

  private async sendToProduction(id: string, { lines }: Submission, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.api.ask({ method: 'POST', path: pathOf(id, '/send_to_production') }, signal);
      if (isGood(answer)) return;
      // An earlier try may have sent it, and its answer got lost.
      const order = await this.get(id, signal);
      if (order.status === 'canceled') throw spent('it was cancelled there', id);
      if (waitsForUs(order)) throw new ProviderError(reasonOf(answer, lines), { providerOrderId: id });
    } catch (error) {
      if (!(error instanceof ProviderError) || error.providerOrderId !== null) throw error;
      const { message, retryAfterSeconds, cause } = error;
      throw new ProviderError(message, { retryAfterSeconds, cause, providerOrderId: id });
    }
  }
}

const tooLate: Partial<Record<string, string>> = {
  'sending-to-production': 'it is being sent to production',
  'in-production': 'it is in production already',
  'partially-fulfilled': 'a part of it has been sent already',
  fulfilled: 'it has been sent already',
};

const pathOf = (id: string, deed = '') => `/orders/${encodeURIComponent(id)}${deed}.json`;

const spent = (message: string, providerOrderId: string) =>
  new ProviderError(message, { externalIdIsSpent: true, providerOrderId });

/** Whether no later page can hold an order from after the horizon. An order of pages nobody promised is not relied on. */
function reachesBack(orders: PrintifyOrder[], horizon: Date): boolean {
  const times = orders.map(({ created_at }) => created_at?.getTime() ?? Number.POSITIVE_INFINITY);
  const isNewestFirst = times.every((time, place) => place === 0 || time <= (times[place - 1] ?? 0));
  return isNewestFirst && (times.at(-1) ?? 0) < horizon.getTime();
}
