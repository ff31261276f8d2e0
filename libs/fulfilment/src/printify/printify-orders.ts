import type { Cancellation, Submission, SubmissionResult } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { isSuccess, parseResponse } from '../provider/provider-http.js';
import type { PrintifyApi } from './printify-api.js';
import {
  createdOrder,
  hasExternalId,
  orderList,
  printifyOrder,
  isUnconfirmed,
  type PrintifyOrder,
} from './printify-order.js';
import { reasonOf } from './printify-errors.js';
import { hasSameRecipient, orderBodyOf } from './printify-submission.js';

/** As many as Printify gives on one page. */
const pageSize = 10;
/** A thousand orders: past that we rather say that we do not know than make the goods twice. */
const maxPages = 100;
/** Printify's clock says when an order came, ours when it was first tried; either may be a day off. */
const clockSlackMs = 25 * 3_600_000;

/** What is asked of Printify about one order. */
export class PrintifyOrders {
  constructor(private readonly api: PrintifyApi) {}

  async submit(order: Submission, signal: AbortSignal): Promise<SubmissionResult> {
    const body = orderBodyOf(order);
    const found = order.firstAttemptedAt ? await this.find(order.externalId, order.firstAttemptedAt, signal) : null;
    if (found) return this.resumeExisting(found, order, signal);
    const made = await this.api.requestOk({ method: 'POST', path: '/orders.json', body }, signal, order.lines);
    const { id } = parseResponse(createdOrder, made);
    await this.sendToProduction(id, order, signal);
    return { providerOrderId: id, alreadyExisted: false };
  }

  async get(id: string, signal: AbortSignal): Promise<PrintifyOrder> {
    return parseResponse(printifyOrder, await this.api.requestOk({ method: 'GET', path: pathOf(id) }, signal));
  }

  /** Printify cancels only what is on hold or not paid; when it says no, the order itself tells why best. */
  async cancel(id: string, signal: AbortSignal): Promise<Cancellation> {
    const answer = await this.api.request({ method: 'POST', path: pathOf(id, '/cancel') }, signal);
    if (isSuccess(answer)) return { outcome: 'cancelled' };
    if (answer.status === 404) return { outcome: 'refused', reason: 'the order is not there' };
    const { status } = await this.get(id, signal);
    if (status === 'canceled') return { outcome: 'cancelled' };
    return { outcome: 'refused', reason: tooLate[status] ?? reasonOf(answer) };
  }

  /** Printify has no look-up by external id: pages through the orders, newest first, as far back as it can stand. */
  async find(externalId: string, firstAttemptedAt: Date, signal: AbortSignal): Promise<PrintifyOrder | null> {
    const horizon = new Date(firstAttemptedAt.getTime() - clockSlackMs);
    for (let page = 1; page <= maxPages; page++) {
      const path = `/orders.json?limit=${pageSize}&page=${page}`;
      const list = parseResponse(orderList, await this.api.requestOk({ method: 'GET', path }, signal));
      const found = list.data.find((order) => hasExternalId(externalId, order));
      if (found) return found;
      const isLast = list.data.length === 0 || page === list.last_page;
      if (isLast || reachesBack(list.data, horizon)) return null;
    }
    throw new ProviderError('too many newer orders to tell whether it is there already');
  }

  private async resumeExisting(
    found: PrintifyOrder,
    order: Submission,
    signal: AbortSignal,
  ): Promise<SubmissionResult> {
    if (found.status === 'canceled') throw externalIdUsedUp('it was cancelled there', found.id);
    if (isUnconfirmed(found)) {
      if (!hasSameRecipient(order.recipient, found)) await this.cancelStale(found, signal);
      await this.sendToProduction(found.id, order, signal);
    }
    return { providerOrderId: found.id, alreadyExisted: true };
  }

  /** Takes back what would go to an address that has been corrected since. Always throws. */
  private async cancelStale({ id }: PrintifyOrder, signal: AbortSignal): Promise<never> {
    const cancellation = await this.cancel(id, signal);
    if (cancellation.outcome === 'cancelled')
      throw externalIdUsedUp('it was there with another address, and is cancelled', id);
    throw new ProviderError(`it is there with another address and cannot be cancelled: ${cancellation.reason}`, {
      providerOrderId: id,
    });
  }

  private async sendToProduction(id: string, { lines }: Submission, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.api.request({ method: 'POST', path: pathOf(id, '/send_to_production') }, signal);
      if (isSuccess(answer)) return;
      // An earlier try may have sent it, and its answer got lost.
      const order = await this.get(id, signal);
      if (order.status === 'canceled') throw externalIdUsedUp('it was cancelled there', id);
      if (isUnconfirmed(order)) throw new ProviderError(reasonOf(answer, lines), { providerOrderId: id });
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

const externalIdUsedUp = (message: string, providerOrderId: string) =>
  new ProviderError(message, { externalIdUsedUp: true, providerOrderId });

/** Whether no later page can hold an order from after the horizon. An order of pages nobody promised is not relied on. */
function reachesBack(orders: PrintifyOrder[], horizon: Date): boolean {
  const times = orders.map(({ created_at }) => created_at?.getTime() ?? Number.POSITIVE_INFINITY);
  const isNewestFirst = times.every((time, place) => place === 0 || time <= (times[place - 1] ?? 0));
  return isNewestFirst && (times.at(-1) ?? 0) < horizon.getTime();
}
