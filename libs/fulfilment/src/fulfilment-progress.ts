import { providerNames, type EventMap, type EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { lockOrder, type Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import type { Parcel, FulfilmentUpdate } from './provider/provider.js';

/** News whose time is known; that there is a parcel, whose webhook will say when it left. */
export type DatedUpdate = (FulfilmentUpdate | { kind: 'parcel_known'; parcel: Parcel }) & { at: Date };

/** A part of an order, held for a change: nobody else changes the order meanwhile. */
interface LockedFulfilment {
  tx: Transaction;
  order: Order;
  fulfilment: Fulfilment;
  parcels: Shipment[];
}

/**
 * What providers say has happened, whoever brings the news: a webhook, or a look at the provider. Each fact counts once,
 * in whatever order they come.
 */
@Injectable()
export class FulfilmentProgress {
  constructor(
    private readonly events: DomainEvents,
    private readonly jobs: JobQueue,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Records what is new, in `tx`. Does nothing for a fulfilment that is gone. */
  async record(tx: Transaction, fulfilmentId: string, news: DatedUpdate[]): Promise<void> {
    const part = await this.lock(tx, fulfilmentId);
    if (!part) return;
    for (const item of news.toSorted((one, other) => +one.at - +other.at)) await this.apply(part, item);
    await this.save(part);
  }

  /** Brings an order up to date with its parts. */
  async updateOrder(tx: Transaction, order: Order): Promise<void> {
    const parts = await tx.em.find(Fulfilment, { orderId: order.id });
    order.updateStatus(parts.map(({ status }) => status));
    tx.afterCommit(() => this.consoles.notify({ orders: [order.id] }));
    const going = parts.filter(({ cancelledAt }) => cancelledAt === null);
    const last = going.toSorted((one, other) => Number(other.deliveredAt) - Number(one.deliveredAt))[0];
    if (!last?.deliveredAt || going.some(({ deliveredAt }) => deliveredAt === null)) return;
    await this.events.publish(
      tx,
      'order.delivered',
      { provider: last.provider },
      this.contextOf(last, last.deliveredAt, `delivered:${order.id}`),
    );
  }

  private async lock(tx: Transaction, fulfilmentId: string): Promise<LockedFulfilment | null> {
    const found = await tx.em.findOne(Fulfilment, { id: fulfilmentId });
    if (!found) return null;
    const order = await lockOrder(tx, found.orderId);
    // as it stands now that nobody else changes it
    const fulfilment = await tx.em.refresh(found);
    if (!fulfilment || !order) return null;
    return { tx, order, fulfilment, parcels: await tx.em.find(Shipment, { fulfilmentId }) };
  }

  private async save({ tx, order, fulfilment, parcels }: LockedFulfilment): Promise<void> {
    fulfilment.updateStatus(parcels);
    await tx.em.flush();
    await this.updateOrder(tx, order);
  }

  private async apply(part: LockedFulfilment, news: DatedUpdate): Promise<void> {
    const { fulfilment } = part;
    const { provider } = fulfilment;
    switch (news.kind) {
      case 'in_production':
        if (fulfilment.productionAt) return this.clearIssue(part, news.at, ['order.on_hold', 'order.problem']);
        fulfilment.productionAt = news.at;
        await this.publish(part, 'order.production', { provider }, news.at, 'production');
        this.markHealthy(part, news.at);
        return;
      case 'parcel_known':
        this.findOrCreateShipment(part, news.parcel);
        return;
      case 'parcel_shipped':
        return this.applyShipment(part, news.parcel, news.at);
      case 'parcel_delivered':
        this.findOrCreateShipment(part, news.parcel).deliveredAt ??= news.at;
        this.markHealthy(part, news.at);
        return;
      case 'parcel_returned':
        return this.applyReturn(part, news);
      case 'all_shipped':
        fulfilment.allShippedAt ??= news.at;
        this.markHealthy(part, news.at);
        return;
      case 'on_hold':
      case 'problem':
        return this.applyIssue(part, news);
      case 'released':
        return this.clearIssue(part, news.at, ['order.on_hold']);
      case 'cancelled':
        if (fulfilment.cancelledAt) return;
        fulfilment.cancelledAt = news.at;
        return this.publishCancellation(part, news.at);
    }
  }

  private async applyShipment(part: LockedFulfilment, told: Parcel, at: Date): Promise<void> {
    const parcel = this.findOrCreateShipment(part, told);
    if (parcel.shippedAt) return;
    parcel.shippedAt = at;
    const { carrier = null, trackingNumber = null, trackingUrl = null } = parcel;
    const { provider } = part.fulfilment;
    await this.publish(
      part,
      'order.shipped',
      { provider, carrier, trackingNumber, trackingUrl },
      at,
      `shipped:${parcel.key}`,
    );
    const { id: shipmentId } = parcel;
    await this.jobs.enqueue(part.tx, 'send-shipping-notification', { orderId: part.order.id, shipmentId });
    this.markHealthy(part, at);
  }

  /** Trouble that is known already, also to a look that sees it for the tenth time, is no news. */
  private async applyIssue(part: LockedFulfilment, news: DatedUpdate & { kind: 'on_hold' | 'problem' }): Promise<void> {
    const { fulfilment } = part;
    const { provider } = fulfilment;
    const { lastHealthyAt, submittedAt } = fulfilment;
    // Printify holds every order until it is told to make it
    if (news.kind === 'on_hold' && submittedAt && news.at <= submittedAt) return;
    const isOver = Boolean(lastHealthyAt && lastHealthyAt >= news.at);
    if (!isOver && fulfilment.issue === news.kind) return;
    const type = news.kind === 'on_hold' ? 'order.on_hold' : 'order.problem';
    await this.publish(part, type, { provider, reason: news.reason }, news.at, `${news.kind}:${news.at.toISOString()}`);
    if (isOver)
      return this.events.resolveProblems(part.tx, type, { provider }, providerNames[provider], fulfilment.orderId);
    fulfilment.issue = news.kind;
    fulfilment.issueAt = news.at;
  }

  /** The one that replaces it, if any, is a parcel of its own. */
  private async applyReturn(
    part: LockedFulfilment,
    { parcel, reason, at }: DatedUpdate & { kind: 'parcel_returned' },
  ): Promise<void> {
    const returned = this.findOrCreateShipment(part, parcel);
    if (returned.returnedAt) return;
    returned.returnedAt = at;
    await this.applyIssue(part, { kind: 'problem', reason, at });
  }

  /** It is well again, which may be seen in nothing but that it is being made. */
  private async clearIssue(
    part: LockedFulfilment,
    at: Date,
    ended: ('order.on_hold' | 'order.problem')[],
  ): Promise<void> {
    const { fulfilment, tx } = part;
    const { provider, orderId, lastHealthyAt } = fulfilment;
    if (lastHealthyAt && lastHealthyAt >= at) return;
    for (const trouble of ended)
      await this.events.resolveProblems(tx, trouble, { provider }, providerNames[provider], orderId);
    this.markHealthy(part, at);
  }

  private async publishCancellation(part: LockedFulfilment, at: Date): Promise<void> {
    const { orderId, id, provider } = part.fulfilment;
    const othersGoOn = (await part.tx.em.count(Fulfilment, { orderId, id: { $ne: id }, cancelledAt: null })) > 0;
    const data = { by: 'provider', provider, ...(othersGoOn && { part: provider }) } as const;
    return this.publish(part, 'order.cancelled', data, at, 'cancelled');
  }

  private markHealthy({ fulfilment }: LockedFulfilment, at: Date): void {
    if (!fulfilment.lastHealthyAt || at > fulfilment.lastHealthyAt) fulfilment.lastHealthyAt = at;
    if (fulfilment.issueAt && at < fulfilment.issueAt) return;
    fulfilment.issue = null;
    fulfilment.issueAt = null;
  }

  /** The parcel as we know it, with what is told of it now. */
  private findOrCreateShipment(
    { tx, fulfilment, parcels }: LockedFulfilment,
    { key, carrier, trackingNumber, trackingUrl }: Parcel,
  ): Shipment {
    let parcel = parcels.find((known) => known.key === key);
    if (!parcel) {
      parcel = tx.em.create(Shipment, {
        ...{ id: uuidv7(), fulfilmentId: fulfilment.id, key, shippedAt: null, deliveredAt: null, returnedAt: null },
        ...{ carrier, trackingNumber, trackingUrl },
      });
      parcels.push(parcel);
    }
    parcel.carrier ??= carrier;
    parcel.trackingNumber ??= trackingNumber;
    parcel.trackingUrl ??= trackingUrl;
    return parcel;
  }

  private async publish<T extends EventType>(
    { tx, fulfilment }: LockedFulfilment,
    type: T,
    data: EventMap[T],
    at: Date,
    fact: string,
  ): Promise<void> {
    await this.events.publish(tx, type, data, this.contextOf(fulfilment, at, `${fact}:${fulfilment.id}`));
  }

  private contextOf({ orderId, provider }: Fulfilment, occurredAt: Date, dedupeKey: string) {
    return { orderId, occurredAt, actor: providerNames[provider], dedupeKey };
  }
}
