import type { Cancellation, Submission, SubmissionReceipt } from '../provider/provider.js';
import { ProviderError } from '../provider/provider-error.js';
import { isGood, understood } from '../provider/provider-http.js';
import type { PrintfulApi } from './printful-api.js';
import { orderAnswer, shortageOf, type PrintfulOrder } from './printful-order.js';
import { reasonOf } from './printful-refusals.js';
import { shipmentList, type PrintfulShipment } from './printful-shipment.js';
import { goesTo, orderBodyOf } from './printful-submission.js';

/** Version 2 gives at most this many; more than `mostPages` of them no order has. */
const pageSize = 100;
const mostPages = 5;

/** What is asked of Printful about one order. */
export class PrintfulOrders {
  constructor(private readonly api: PrintfulApi) {}

  async submit(order: Submission, signal: AbortSignal): Promise<SubmissionReceipt> {
    const body = orderBodyOf(order);
    const found = order.firstTriedAt ? await this.find(`@${order.externalId}`, signal) : null;
    if (found?.status === 'canceled') throw spent(found.id, 'it was cancelled there');
    const wasThere = found !== null;
    if (found?.status === 'pending' && !goesTo(order.recipient, found)) await this.makeWay(found, signal);
    if (found && !isUnsubmitted(found)) return { providerOrderId: found.id, wasThere };

    // An address may have been corrected since: what is there takes the new one and is confirmed in one step.
    const path = found ? `${pathOf(found.id)}?confirm=true` : '/orders?confirm=true';
    const answer = await this.api.demand({ method: found ? 'PUT' : 'POST', path, body }, signal, order.lines);
    const made = understood(orderAnswer, answer);
    if (made.status === 'canceled') throw spent(made.id, 'it was cancelled there');
    if (isUnsubmitted(made)) {
      const reason = shortageOf(made, order.lines) ?? `it is there, but was not accepted (${made.status})`;
      throw new ProviderError(reason, { providerOrderId: made.id });
    }
    return { providerOrderId: made.id, wasThere };
  }

  async get(id: string, signal: AbortSignal): Promise<PrintfulOrder> {
    return understood(orderAnswer, await this.api.demand({ method: 'GET', path: pathOf(id) }, signal));
  }

  /** The parcels, which only version 2 knows with their deliveries. */
  async shipments(id: string, signal: AbortSignal): Promise<PrintfulShipment[]> {
    const all: PrintfulShipment[] = [];
    for (let page = 0; page < mostPages; page++) {
      const path = `/v2${pathOf(id)}/shipments?limit=${pageSize}&offset=${page * pageSize}`;
      const shipments = understood(shipmentList, await this.api.demand({ method: 'GET', path }, signal));
      all.push(...shipments);
      if (shipments.length < pageSize) break;
    }
    return all;
  }

  /** Printful cancels drafts and what is pending or failed; when it says no, the order itself tells why best. */
  async cancel(id: string, signal: AbortSignal): Promise<Cancellation> {
    const answer = await this.api.ask({ method: 'DELETE', path: pathOf(id) }, signal);
    if (isGood(answer)) return { outcome: 'cancelled' };
    if (answer.status === 404) return { outcome: 'refused', reason: 'the order is not there' };
    const { status } = await this.get(id, signal);
    if (status === 'canceled') return { outcome: 'cancelled' };
    return { outcome: 'refused', reason: tooLate[status] ?? reasonOf(answer) };
  }

  /** Takes back what would go to an address that has been corrected since. Always throws. */
  private async makeWay({ id }: PrintfulOrder, signal: AbortSignal): Promise<never> {
    const cancellation = await this.cancel(id, signal);
    if (cancellation.outcome === 'cancelled') throw spent(id, 'it was there with another address, and is cancelled');
    throw new ProviderError(`it is there with another address and cannot be cancelled: ${cancellation.reason}`, {
      providerOrderId: id,
    });
  }

  async find(id: string, signal: AbortSignal): Promise<PrintfulOrder | null> {
    const answer = await this.api.ask({ method: 'GET', path: pathOf(id) }, signal);
    if (answer.status === 404) return null;
    if (!isGood(answer)) throw new ProviderError(reasonOf(answer));
    return understood(orderAnswer, answer.body);
  }
}

const tooLate: Partial<Record<string, string>> = {
  inprocess: 'it is in production already',
  partial: 'a part of it has been sent already',
  fulfilled: 'it has been sent already',
};

/** `@` before an id says that it is ours. */
const pathOf = (id: string) => `/orders/${encodeURIComponent(id).replace(/^%40/, '@')}`;

const isUnsubmitted = ({ status }: PrintfulOrder) => status === 'draft' || status === 'failed';

const spent = (providerOrderId: string, message: string) =>
  new ProviderError(message, { externalIdIsSpent: true, providerOrderId });
