import { externalIdUsedUpError, staleAddressError, type ProviderApi } from '../provider/provider-api.js';
import { ProviderError } from '../provider/provider-error.js';
import { isSuccess, parseResponse } from '../provider/provider-http.js';
import type { CancellationResult, SubmissionRequest, SubmissionResult } from '../provider/provider.js';
import {
  createdOrder,
  hasExternalId,
  isUnconfirmed,
  orderList,
  printifyOrder,
  type PrintifyOrder,
} from './printify-order.js';
import { hasSameRecipient, toOrderBody } from './printify-submission.js';

/** Printify's maximum. */
const pageSize = 10;
/** A thousand orders. Beyond them, an error is better than making the goods twice. */
const maxPages = 100;
/** Printify's clock dates its orders, ours the first attempt; the two may be a day apart. */
const clockSlackMs = 25 * 3_600_000;

/** Orders at Printify. Every method throws `ProviderError`. */
export class PrintifyOrders {
  constructor(private readonly api: ProviderApi) {}

  async submit(request: SubmissionRequest, signal: AbortSignal): Promise<SubmissionResult> {
    const body = toOrderBody(request);
    const found = request.firstAttemptedAt
      ? await this.find(request.externalId, request.firstAttemptedAt, signal)
      : null;
    if (found) return this.resumeExisting(found, request, signal);
    const created = await this.api.requestOk({ method: 'POST', path: '/orders.json', body }, signal, request.lines);
    const { id } = parseResponse(createdOrder, created);
    await this.sendToProduction(id, request, signal);
    return { providerOrderId: id, alreadyExisted: false };
  }

  get(id: string, signal: AbortSignal): Promise<PrintifyOrder> {
    return this.api.get(printifyOrder, orderPath(id), signal);
  }

  /** Printify cancels only orders that are on hold or not paid. */
  cancel(id: string, signal: AbortSignal): Promise<CancellationResult> {
    const getStatus = async () => (await this.get(id, signal)).status;
    return this.api.cancelOrder({ method: 'POST', path: orderPath(id, 'cancel') }, { getStatus, tooLate }, signal);
  }

  /** Printify cannot look up an external id: pages through the orders, newest first, back to the first attempt. */
  async find(externalId: string, firstAttemptedAt: Date, signal: AbortSignal): Promise<PrintifyOrder | null> {
    const horizon = new Date(firstAttemptedAt.getTime() - clockSlackMs);
    for (let page = 1; page <= maxPages; page++) {
      const list = await this.api.get(orderList, `/orders.json?limit=${pageSize}&page=${page}`, signal);
      const found = list.data.find((order) => hasExternalId(externalId, order));
      if (found) return found;
      const isLast = list.data.length === 0 || page === list.last_page;
      if (isLast || reachesBackTo(horizon, list.data)) return null;
    }
    throw new ProviderError('too many newer orders to tell whether it is there already');
  }

  private async resumeExisting(
    found: PrintifyOrder,
    request: SubmissionRequest,
    signal: AbortSignal,
  ): Promise<SubmissionResult> {
    if (found.status === 'canceled') throw externalIdUsedUpError('it was cancelled there');
    if (isUnconfirmed(found)) {
      if (!hasSameRecipient(request.recipient, found)) throw staleAddressError(await this.cancel(found.id, signal));
      await this.sendToProduction(found.id, request, signal);
    }
    return { providerOrderId: found.id, alreadyExisted: true };
  }

  private async sendToProduction(id: string, { lines }: SubmissionRequest, signal: AbortSignal): Promise<void> {
    const response = await this.api.request({ method: 'POST', path: orderPath(id, 'send_to_production') }, signal);
    if (isSuccess(response)) return;
    // an earlier attempt may have sent it and lost the response
    const order = await this.get(id, signal);
    if (order.status === 'canceled') throw externalIdUsedUpError('it was cancelled there');
    if (isUnconfirmed(order)) throw this.api.toError(response, lines);
  }
}

const tooLate: Partial<Record<string, string>> = {
  'sending-to-production': 'it is being sent to production',
  'in-production': 'it is already in production',
  'partially-fulfilled': 'part of it has already been sent',
  fulfilled: 'it has already been sent',
};

const orderPath = (id: string, action?: 'cancel' | 'send_to_production') =>
  `/orders/${encodeURIComponent(id)}${action ? `/${action}` : ''}.json`;

/** Whether later pages hold only orders from before the horizon. Printify does not promise newest first, so it is checked. */
function reachesBackTo(horizon: Date, orders: PrintifyOrder[]): boolean {
  const times = orders.map(({ created_at }) => created_at?.getTime() ?? Number.POSITIVE_INFINITY);
  const isNewestFirst = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0));
  return isNewestFirst && (times.at(-1) ?? 0) < horizon.getTime();
}
