import type { Cancellation, Submission, SubmissionResult } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { isSuccess, parseResponse } from '../provider/provider-http.js';
import type { PrintfulApi } from './printful-api.js';
import { orderAnswer, shortageOf, type PrintfulOrder } from './printful-order.js';
import { reasonOf } from './printful-errors.js';
import { shipmentList, type PrintfulShipment } from './printful-shipment.js';
import { hasSameRecipient, orderBodyOf } from './printful-submission.js';

/** Version 2 gives at most this many; more than `mostPages` of them no order has. */
const pageSize = 100;
const maxPages = 5;

/** What is asked of Printful about one order. */
export class PrintfulOrders {
  constructor(private readonly api: PrintfulApi) {}

  async submit(order: Submission, signal: AbortSignal): Promise<SubmissionResult> {
    const body = orderBodyOf(order);
    const found = order.firstAttemptedAt ? await this.find(`@${order.externalId}`, signal) : null;
    if (found?.status === 'canceled') throw externalIdUsedUp(found.id, 'it was cancelled there');
    const alreadyExisted = found !== null;
    if (found?.status === 'pending' && !hasSameRecipient(order.recipient, found)) await this.cancelStale(found, signal);
    if (found && !isUnconfirmed(found)) return { providerOrderId: found.id, alreadyExisted };

    // An address may have been corrected since: what is there takes the new one and is confirmed in one step.
    const path = found ? `${pathOf(found.id)}?confirm=true` : '/orders?confirm=true';
    const answer = await this.api.requestOk({ method: found ? 'PUT' : 'POST', path, body }, signal, order.lines);
    const made = parseResponse(orderAnswer, answer);
    if (made.status === 'canceled') throw externalIdUsedUp(made.id, 'it was cancelled there');
    if (isUnconfirmed(made)) {
      const reason = shortageOf(made, order.lines) ?? `it is there, but was not accepted (${made.status})`;
      throw new ProviderError(reason, { providerOrderId: made.id });
    }
    return { providerOrderId: made.id, alreadyExisted };
  }

  async get(id: string, signal: AbortSignal): Promise<PrintfulOrder> {
    return parseResponse(orderAnswer, await this.api.requestOk({ method: 'GET', path: pathOf(id) }, signal));
  }

  /** The parcels, which only version 2 knows with their deliveries. */
  async shipments(id: string, signal: AbortSignal): Promise<PrintfulShipment[]> {
    const all: PrintfulShipment[] = [];
    for (let page = 0; page < maxPages; page++) {
      const path = `/v2${pathOf(id)}/shipments?limit=${pageSize}&offset=${page * pageSize}`;
      const shipments = parseResponse(shipmentList, await this.api.requestOk({ method: 'GET', path }, signal));
      all.push(...shipments);
      if (shipments.length < pageSize) break;
    }
    return all;
  }

  /** Printful cancels drafts and what is pending or failed; when it says no, the order itself tells why best. */
  async cancel(id: string, signal: AbortSignal): Promise<Cancellation> {
    const answer = await this.api.request({ method: 'DELETE', path: pathOf(id) }, signal);
    if (isSuccess(answer)) return { outcome: 'cancelled' };
    if (answer.status === 404) return { outcome: 'refused', reason: 'the order is not there' };
    const { status } = await this.get(id, signal);
    if (status === 'canceled') return { outcome: 'cancelled' };
    return { outcome: 'refused', reason: tooLate[status] ?? reasonOf(answer) };
  }

  /** Takes back what would go to an address that has been corrected since. Always throws. */
  private async cancelStale({ id }: PrintfulOrder, signal: AbortSignal): Promise<never> {
    const cancellation = await this.cancel(id, signal);
    if (cancellation.outcome === 'cancelled')
      throw externalIdUsedUp(id, 'it was there with another address, and is cancelled');
    throw new ProviderError(`it is there with another address and cannot be cancelled: ${cancellation.reason}`, {
      providerOrderId: id,
    });
  }

  async find(id: string, signal: AbortSignal): Promise<PrintfulOrder | null> {
    const answer = await this.api.request({ method: 'GET', path: pathOf(id) }, signal);
    if (answer.status === 404) return null;
    if (!isSuccess(answer)) throw new ProviderError(reasonOf(answer));
    return parseResponse(orderAnswer, answer.body);
  }
}

const tooLate: Partial<Record<string, string>> = {
  inprocess: 'it is in production already',
  partial: 'a part of it has been sent already',
  fulfilled: 'it has been sent already',
};

/** `@` before an id says that it is ours. */
const pathOf = (id: string) => `/orders/${encodeURIComponent(id).replace(/^%40/, '@')}`;

const isUnconfirmed = ({ status }: PrintfulOrder) => status === 'draft' || status === 'failed';

const externalIdUsedUp = (providerOrderId: string, message: string) =>
  new ProviderError(message, { externalIdUsedUp: true, providerOrderId });
