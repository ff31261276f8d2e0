import { externalIdUsedUpError, staleAddressError, type ProviderApi } from '../provider/provider-api.js';
import { ProviderError } from '../provider/provider-error.js';
import { parseResponse } from '../provider/provider-http.js';
import type { CancellationResult, SubmissionRequest, SubmissionResult } from '../provider/provider.js';
import { orderResponse, shortageOf, type PrintfulOrder } from './printful-order.js';
import { shipmentPage, type PrintfulShipment } from './printful-shipment.js';
import { hasSameRecipient, toOrderBody } from './printful-submission.js';

/** The maximum of version 2. No order has more than `maxPages` pages of shipments. */
const pageSize = 100;
const maxPages = 5;

/** Orders at Printful. Every method throws `ProviderError`. */
export class PrintfulOrders {
  constructor(private readonly api: ProviderApi) {}

  async submit(request: SubmissionRequest, signal: AbortSignal): Promise<SubmissionResult> {
    const body = toOrderBody(request);
    const found = request.firstAttemptedAt ? await this.findByExternalId(request.externalId, signal) : null;
    const alreadyExisted = found !== null;
    if (found?.status === 'canceled') throw externalIdUsedUpError('it was cancelled there');
    if (found?.status === 'pending' && !hasSameRecipient(request.recipient, found))
      throw staleAddressError(await this.cancel(found.id, signal));
    if (found && !isUnconfirmed(found)) return { providerOrderId: found.id, alreadyExisted };

    // the address may have been corrected: one request updates what is there and confirms it
    const path = found ? `${orderPath(found.id)}?confirm=true` : '/orders?confirm=true';
    const response = await this.api.requestOk({ method: found ? 'PUT' : 'POST', path, body }, signal, request.lines);
    const saved = parseResponse(orderResponse, response);
    if (saved.status === 'canceled') throw externalIdUsedUpError('it was cancelled there');
    if (isUnconfirmed(saved)) {
      const { reason, outOfStock } = shortageOf(saved, request.lines) ?? {};
      const message = reason ?? `it is there, but was not accepted (${saved.status})`;
      throw new ProviderError(message, outOfStock && { outOfStock });
    }
    return { providerOrderId: saved.id, alreadyExisted };
  }

  get(id: string, signal: AbortSignal): Promise<PrintfulOrder> {
    return this.api.get(orderResponse, orderPath(id), signal);
  }

  findByExternalId(externalId: string, signal: AbortSignal): Promise<PrintfulOrder | null> {
    return this.api.find(orderResponse, orderPath(`@${externalId}`), signal);
  }

  /** Only version 2 returns parcels with their deliveries. */
  async shipments(id: string, signal: AbortSignal): Promise<PrintfulShipment[]> {
    const all: PrintfulShipment[] = [];
    for (let page = 0; page < maxPages; page++) {
      const path = `/v2${orderPath(id)}/shipments?limit=${pageSize}&offset=${page * pageSize}`;
      const { shipments, count } = await this.api.get(shipmentPage, path, signal);
      all.push(...shipments);
      if (count < pageSize) break;
    }
    return all;
  }

  /** Printful cancels drafts, and orders that are pending or failed. */
  cancel(id: string, signal: AbortSignal): Promise<CancellationResult> {
    const getStatus = async () => (await this.get(id, signal)).status;
    return this.api.cancelOrder({ method: 'DELETE', path: orderPath(id) }, { getStatus, tooLate }, signal);
  }
}

const tooLate: Partial<Record<string, string>> = {
  inprocess: 'it is already in production',
  partial: 'part of it has already been sent',
  fulfilled: 'it has already been sent',
};

/** `@` marks an external id. */
const orderPath = (id: string) => `/orders/${encodeURIComponent(id).replace(/^%40/, '@')}`;

const isUnconfirmed = ({ status }: PrintfulOrder) => status === 'draft' || status === 'failed';
