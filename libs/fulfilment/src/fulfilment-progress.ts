import { providerLabels, type EventMap, type EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import type { Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { endedWaits } from './ended-waits.js';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import { lockFulfilment } from './lock-fulfilment.js';
import type { ShipmentInfo, FulfilmentUpdate } from './provider/provider.js';

/** An update whose time is known. `parcel_known`: a parcel exists, and its webhook will say when it left. */
export type DatedUpdate = (FulfilmentUpdate | { kind: 'parcel_known'; parcel: ShipmentInfo }) & { at: Date };

interface LockedFulfilment {
  tx: Transaction;
  order: Order;
  fulfilment: Fulfilment;
  shipments: Shipment[];
}

/**
 * Applies what providers say has happened, from webhooks and from polling. Each fact counts once, in any order.
 */
@Injectable()
export class FulfilmentProgress {
  constructor(
    private readonly events: DomainEvents,
    private readonly consoles: ConsoleNotifier,
  ) {}

  /** Applies the updates in `tx`. Does nothing when the fulfilment no longer exists. */
  async record(tx: Transaction, fulfilmentId: string, updates: DatedUpdate[]): Promise<void> {
    const part = await this.lock(tx, fulfilmentId);
    if (!part) return;
    for (const update of updates.toSorted((one, other) => +one.at - +other.at)) await this.apply(part, update);
    await this.save(part);
  }

  async updateOrder(tx: Transaction, order: Order): Promise<void> {
    const parts = await tx.em.find(Fulfilment, { orderId: order.id });
    order.updateStatus(parts.map(({ status }) => status));
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [order.id] }));
    const active = parts.filter(({ cancelledAt }) => cancelledAt === null);
    const last = active.toSorted((one, other) => Number(other.deliveredAt) - Number(one.deliveredAt))[0];
    if (!last?.deliveredAt || active.some(({ deliveredAt }) => deliveredAt === null)) return;
    await this.events.publish(
      tx,
      'order.delivered',
      { provider: last.provider },
      this.contextOf(last, last.deliveredAt, `delivered:${order.id}`),
    );
  }

  private async lock(tx: Transaction, fulfilmentId: string): Promise<LockedFulfilment | null> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    return locked && { tx, ...locked, shipments: await tx.em.find(Shipment, { fulfilmentId }) };
  }

  private async save({ tx, order, fulfilment, shipments }: LockedFulfilment): Promise<void> {
    fulfilment.updateStatus(shipments);
    await tx.em.flush();
    await this.updateOrder(tx, order);
  }

  private async apply(locked: LockedFulfilment, update: DatedUpdate): Promise<void> {
    const { fulfilment } = locked;
    const { provider } = fulfilment;
    switch (update.kind) {
      case 'in_production':
        if (fulfilment.productionAt) return this.clearIssue(locked, update.at, ['order.on_hold', 'order.problem']);
        fulfilment.productionAt = update.at;
        await this.publish(locked, 'order.production', { provider }, update.at, 'production');
        this.markHealthy(locked, update.at);
        return;
      case 'parcel_known':
        this.findOrCreateShipment(locked, update.parcel);
        return;
      case 'parcel_shipped':
        return this.applyShipment(locked, update.parcel, update.at);
      case 'parcel_delivered':
        this.findOrCreateShipment(locked, update.parcel).deliveredAt ??= update.at;
        this.markHealthy(locked, update.at);
        return;
      case 'parcel_returned':
        return this.applyReturn(locked, update);
      case 'all_shipped':
        fulfilment.allShippedAt ??= update.at;
        this.markHealthy(locked, update.at);
        return;
      case 'on_hold':
      case 'problem':
        return this.applyIssue(locked, update);
      case 'released':
        return this.clearIssue(locked, update.at, ['order.on_hold']);
      case 'cancelled':
        if (fulfilment.cancelledAt) return;
        fulfilment.cancelledAt = update.at;
        // a person has requested it, and the job records that it was cancelled
        if (fulfilment.cancelRequestedAt) return;
        return this.publishCancellation(locked, update.at);
    }
  }

  private async applyShipment(locked: LockedFulfilment, update: ShipmentInfo, at: Date): Promise<void> {
    const parcel = this.findOrCreateShipment(locked, update);
    if (parcel.shippedAt) return;
    parcel.shippedAt = at;
    const { carrier = null, trackingNumber = null, trackingUrl = null } = parcel;
    const { provider } = locked.fulfilment;
    await this.publish(
      locked,
      'order.shipped',
      { provider, parcel: parcel.key, carrier, trackingNumber, trackingUrl },
      at,
      `shipped:${parcel.key}`,
    );
    this.markHealthy(locked, at);
  }

  /** An issue that is already known is not recorded again. */
  private async applyIssue(
    locked: LockedFulfilment,
    update: DatedUpdate & { kind: 'on_hold' | 'problem' },
  ): Promise<void> {
    const { fulfilment } = locked;
    const { provider } = fulfilment;
    const { lastHealthyAt, submittedAt } = fulfilment;
    // Printify holds every order until it is sent to production
    if (update.kind === 'on_hold' && submittedAt && update.at <= submittedAt) return;
    const isOver = Boolean(lastHealthyAt && lastHealthyAt >= update.at);
    if (!isOver && fulfilment.issue === update.kind) return;
    const type = update.kind === 'on_hold' ? 'order.on_hold' : 'order.problem';
    await this.publish(
      locked,
      type,
      { provider, reason: update.reason },
      update.at,
      `${update.kind}:${update.at.toISOString()}`,
    );
    if (isOver) return this.resolveIssues(locked, type);
    fulfilment.issue = update.kind;
    fulfilment.issueAt = update.at;
  }

  /** A replacement is a parcel of its own. */
  private async applyReturn(
    locked: LockedFulfilment,
    { parcel, reason, at }: DatedUpdate & { kind: 'parcel_returned' },
  ): Promise<void> {
    const returned = this.findOrCreateShipment(locked, parcel);
    if (returned.returnedAt) return;
    returned.returnedAt = at;
    await this.applyIssue(locked, { kind: 'problem', reason, at });
  }

  /** Resolves issues: production, too, shows that a fulfilment is healthy again. */
  private async clearIssue(
    locked: LockedFulfilment,
    at: Date,
    resolved: ('order.on_hold' | 'order.problem')[],
  ): Promise<void> {
    const { lastHealthyAt } = locked.fulfilment;
    if (lastHealthyAt && lastHealthyAt >= at) return;
    for (const type of resolved) await this.resolveIssues(locked, type);
    this.markHealthy(locked, at);
  }

  private resolveIssues({ tx, fulfilment }: LockedFulfilment, type: 'order.on_hold' | 'order.problem'): Promise<void> {
    const { provider, orderId } = fulfilment;
    return this.events.resolveProblems(tx, { type, where: { provider }, orderId }, providerLabels[provider]);
  }

  private async publishCancellation(locked: LockedFulfilment, at: Date): Promise<void> {
    const { orderId, id, provider } = locked.fulfilment;
    const active = await locked.tx.em.find(Fulfilment, { orderId, id: { $ne: id }, cancelledAt: null });
    const part = active.length > 0 && { part: provider, ended: endedWaits(active) };
    const data = { by: 'provider', provider, ...part } as const;
    return this.publish(locked, 'order.cancelled', data, at, 'cancelled');
  }

  private markHealthy({ fulfilment }: LockedFulfilment, at: Date): void {
    if (!fulfilment.lastHealthyAt || at > fulfilment.lastHealthyAt) fulfilment.lastHealthyAt = at;
    if (fulfilment.issueAt && at < fulfilment.issueAt) return;
    fulfilment.issue = null;
    fulfilment.issueAt = null;
  }

  private findOrCreateShipment(
    { tx, fulfilment, shipments }: LockedFulfilment,
    { key, carrier, trackingNumber, trackingUrl }: ShipmentInfo,
  ): Shipment {
    let parcel = shipments.find((known) => known.key === key);
    if (!parcel) {
      parcel = tx.em.create(Shipment, {
        ...{ id: uuidv7(), fulfilmentId: fulfilment.id, key, shippedAt: null, deliveredAt: null, returnedAt: null },
        ...{ carrier, trackingNumber, trackingUrl },
      });
      shipments.push(parcel);
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
    return { orderId, occurredAt, actor: providerLabels[provider], dedupeKey };
  }
}
