import type { ShippingAddress } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { ResourceLeases } from '@daybook/jobs';
import { lockOrder, OrdersService } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Fulfilment } from './fulfilment.entity.js';
import { fulfilmentResource } from './fulfilment-resource.js';

export type CorrectionResult = { outcome: 'corrected' } | { outcome: 'refused'; reason: string };

const refused = (reason: string): CorrectionResult => ({ outcome: 'refused', reason });
const tooLate = refused('The order is with its provider: the address can only be changed there.');
/** The running attempt has already read the old address. */
const beingSubmitted = refused('The order is being submitted right now: try again in a moment.');
const beingCancelled = refused('The order is being cancelled right now: its timeline will show the outcome.');

/** Corrects an address while at least one part of the order is not submitted. */
@Injectable()
export class CorrectAddress {
  constructor(
    private readonly orders: OrdersService,
    private readonly leases: ResourceLeases,
  ) {}

  async correct(tx: Transaction, orderId: string, address: ShippingAddress, actor: string): Promise<CorrectionResult> {
    const order = await lockOrder(tx, orderId);
    if (!order || order.status === 'cancelled') return tooLate;
    const parts = await tx.em.find(Fulfilment, { orderId });
    const pending = parts.filter(({ status }) => status === 'pending');
    if (parts.length > 0 && pending.length === 0) return tooLate;
    if (pending.some(({ cancelRequestedAt }) => cancelRequestedAt)) return beingCancelled;
    for (const { id } of pending) if (await this.leases.isLeased(tx, fulfilmentResource(id))) return beingSubmitted;
    await this.orders.correctAddress(tx, order, address, actor);
    return { outcome: 'corrected' };
  }
}
