import { Settings } from '@daybook/config';
import { providers, type Provider } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { ReactTo, type Occurrence } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { lockOrder, OrderLine, type Order } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Fulfilment } from './fulfilment.entity.js';
import { SubmitFulfilment } from './submit-fulfilment.job.js';
import { hasProvider, UnassignedLines } from './unassigned-lines.js';

/** Splits a paid order into one fulfilment for each provider, once. */
@Injectable()
export class FulfilOrder {
  constructor(
    private readonly unassigned: UnassignedLines,
    private readonly jobs: JobQueue,
    private readonly settings: Settings,
  ) {}

  @ReactTo('order.ready', 'The order is split by provider, and each part is submitted.')
  async split(tx: Transaction, { orderId }: Occurrence<'order.ready'>): Promise<void> {
    const order = orderId === null ? null : await lockOrder(tx, orderId);
    if (!order?.isReadyToFulfil() || order.status === 'cancelled' || !this.settings.mayReachServices(order)) return;
    if ((await tx.em.count(Fulfilment, { orderId: order.id })) > 0) return;
    const lines = await tx.em.find(OrderLine, { orderId: order.id });
    const makes = (provider: Provider) => lines.some((line) => line.provider === provider && hasProvider(line));
    for (const provider of providers.filter(makes)) await this.createFulfilment(tx, order, provider);
    const unassigned = lines.filter((line) => !hasProvider(line));
    if (unassigned.length > 0 || lines.length === 0) await this.unassigned.recordProblem(tx, order, unassigned);
  }

  private async createFulfilment(tx: Transaction, order: Order, provider: Provider): Promise<void> {
    const fulfilment = tx.em.create(Fulfilment, {
      ...{
        id: uuidv7(),
        orderId: order.id,
        provider,
        externalId: order.number,
        status: 'pending',
        submissionRound: 1,
        submissionAttempts: 0,
      },
      ...{
        providerOrderId: null,
        firstAttemptedAt: null,
        lastError: null,
        waitingSince: null,
        submittedAt: null,
        productionAt: null,
        allShippedAt: null,
      },
      ...{ deliveredAt: null, cancelledAt: null, cancelRequestedAt: null, cancelRequestedBy: null, polledAt: null },
      ...{ issue: null, issueAt: null, lastHealthyAt: null },
    });
    await tx.em.flush();
    await this.jobs.enqueue(tx, SubmitFulfilment, {
      orderId: order.id,
      fulfilmentId: fulfilment.id,
      provider: fulfilment.provider,
      round: 1,
    });
  }
}
