import { providerLabels, type EventMap, type EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { OrderLine, type Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { endedWaits } from './ended-waits.js';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import { contentsOf, findRest, toPackedLines } from './parcel-contents.js';
import { lockFulfilment } from './lock-fulfilment.js';
import { Parcels, trackingOf, type ParcelList } from './parcels.js';
import type { ShipmentInfo, FulfilmentUpdate } from './provider/provider.js';
import { UnassignedLines } from './unassigned-lines.js';

/** What is said of a parcel beside an update. */
type ParcelNews =
  /** The order lists it, and its webhook will say when it left. */
  | { kind: 'parcel_known'; parcel: ShipmentInfo }
  /** A webhook says when it left or arrived; whether there is such a parcel, the order says. */
  | { kind: 'parcel_announced'; parcel: ShipmentInfo; fact: 'shipped' | 'delivered' };

/** An update whose time is known. */
export type DatedUpdate = (Exclude<FulfilmentUpdate, ParcelList> | ParcelNews) & { at: Date };

interface LockedFulfilment {
  tx: Transaction;
  order: Order;
  fulfilment: Fulfilment;
  parcels: Parcels;
}

/**
 * Applies what providers say has happened, from webhooks and from polling. Each fact counts once, in any order.
 */
@Injectable()
export class FulfilmentProgress {
  constructor(
    private readonly events: DomainEvents,
    private readonly consoles: ConsoleNotifier,
    private readonly unassigned: UnassignedLines,
  ) {}

  /** Applies the updates in `tx`. Does nothing when the fulfilment no longer exists. */
  async record(tx: Transaction, fulfilmentId: string, updates: DatedUpdate[]): Promise<void> {
    const part = await this.lock(tx, fulfilmentId);
    if (part) await this.applyAll(part, updates);
  }

  /** Applies what the order said when it was read, `asOf` by the database's clock. An answer may be overtaken by a later one. */
  async recordOrder(
    tx: Transaction,
    fulfilmentId: string,
    { asOf, updates, list }: { asOf: Date; updates: DatedUpdate[]; list: ParcelList | undefined },
  ): Promise<void> {
    const part = await this.lock(tx, fulfilmentId);
    if (!part) return;
    if (!list) return this.applyAll(part, updates);
    const isNews = part.parcels.isNews(asOf);
    if (isNews) await this.applyList(part, list, asOf);
    const isOvertaken = (update: DatedUpdate) => !isNews && 'parcel' in update && !part.parcels.find(update.parcel.key);
    await this.applyAll(
      part,
      updates.filter((update) => !isOvertaken(update)),
    );
  }

  /** Why a part of the order is not submitted yet; null when each is. */
  async findError(tx: Transaction, orderId: string): Promise<string | null> {
    const pending = await tx.em.find(Fulfilment, { orderId, status: 'pending', cancelledAt: null });
    const failed = pending.find(({ lastError }) => lastError !== null);
    return failed?.lastError ?? this.unassigned.findProblem(tx, orderId);
  }

  async updateOrder(tx: Transaction, order: Order): Promise<void> {
    const parts = await tx.em.find(Fulfilment, { orderId: order.id });
    const active = parts.filter(({ cancelledAt }) => cancelledAt === null);
    const isIncomplete = active.length > 0 && (await this.unassigned.findProblem(tx, order.id)) !== null;
    order.updateStatus(
      parts.map(({ status }) => status),
      isIncomplete,
    );
    tx.afterCommit(() => this.consoles.notify({ changedOrderIds: [order.id] }));
    const last = active.toSorted((one, other) => Number(other.deliveredAt) - Number(one.deliveredAt))[0];
    if (!last?.deliveredAt || isIncomplete || active.some(({ deliveredAt }) => deliveredAt === null)) return;
    await this.events.publish(
      tx,
      'order.delivered',
      { provider: last.provider },
      this.contextOf(last, last.deliveredAt, `delivered:${order.id}`),
    );
  }

  private async lock(tx: Transaction, fulfilmentId: string): Promise<LockedFulfilment | null> {
    const locked = await lockFulfilment(tx, fulfilmentId);
    if (!locked) return null;
    const shipments = await tx.em.find(Shipment, { fulfilmentId }, { orderBy: { insertedAt: 'asc', id: 'asc' } });
    return { tx, ...locked, parcels: new Parcels(tx, locked.fulfilment, shipments) };
  }

  private async applyAll(locked: LockedFulfilment, updates: DatedUpdate[]): Promise<void> {
    await this.applyFirst(locked, updates);
    for (const update of updates.toSorted((one, other) => +one.at - +other.at)) await this.apply(locked, update);
    const { tx, order, fulfilment, parcels } = locked;
    fulfilment.updateStatus(parcels.shipments);
    await tx.em.flush();
    await this.updateOrder(tx, order);
  }

  /** What an entry about a parcel says of it and of the rest, whenever it became so. */
  private async applyFirst({ tx, order, fulfilment }: LockedFulfilment, updates: DatedUpdate[]): Promise<void> {
    const packed = updates.filter((update) => update.kind === 'parcel_packed');
    const { provider } = fulfilment;
    const lines = packed.length === 0 ? [] : await tx.em.find(OrderLine, { orderId: order.id, provider });
    for (const { key, items } of packed) {
      const contents = toPackedLines(items, lines);
      if (contents) fulfilment.parcelContents = { ...fulfilment.parcelContents, [key]: contents };
    }
    const allShipped = updates.find((update) => update.kind === 'all_shipped');
    if (allShipped) fulfilment.allShippedAt ??= allShipped.at;
  }

  private async describeContents({ tx, order, fulfilment }: LockedFulfilment, parcel: Shipment) {
    const contents = contentsOf(fulfilment, parcel)?.map(({ lineId: _, ...line }) => line);
    const rest = await findRest(tx, order.id);
    return { ...(contents && { contents }), ...(rest && { rest }) };
  }

  private async apply(locked: LockedFulfilment, update: DatedUpdate): Promise<void> {
    const { fulfilment } = locked;
    switch (update.kind) {
      case 'in_production':
        return this.applyProduction(locked, update.at);
      case 'parcel_packed':
        return;
      case 'parcel_announced':
        return this.applyAnnouncement(locked, update);
      case 'parcel_known':
        return this.applyParcel(locked, locked.parcels.findOrCreate(update.parcel), {});
      case 'parcel_shipped':
        return this.applyParcel(locked, locked.parcels.findOrCreate(update.parcel), { shippedAt: update.at });
      case 'parcel_delivered':
        return this.applyParcel(locked, locked.parcels.findOrCreate(update.parcel), { deliveredAt: update.at });
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

  private async applyProduction(locked: LockedFulfilment, at: Date): Promise<void> {
    const { fulfilment } = locked;
    const isKnown = Boolean(fulfilment.productionAt);
    if (isEarlier(at, fulfilment.productionAt)) {
      fulfilment.productionAt = at;
      await this.publish(locked, 'order.production', { provider: fulfilment.provider }, at, 'production');
    }
    if (isKnown) return this.clearIssue(locked, at, ['order.on_hold', 'order.problem']);
    this.markHealthy(locked, at);
  }

  private async applyAnnouncement(
    locked: LockedFulfilment,
    { parcel: { key }, fact, at }: DatedUpdate & { kind: 'parcel_announced' },
  ): Promise<void> {
    locked.parcels.announce(key, { [`${fact}At`]: at.toISOString() });
    const parcel = locked.parcels.find(key);
    if (parcel) await this.applyParcel(locked, parcel, {});
  }

  /** The earliest time counts: what does not say when a parcel left or arrived is read later. */
  private async applyParcel(
    locked: LockedFulfilment,
    parcel: Shipment,
    times: { shippedAt?: Date; deliveredAt?: Date },
  ): Promise<void> {
    const announced = locked.parcels.announcedTimes(parcel);
    for (const at of [announced.shippedAt, times.shippedAt]) if (at) await this.markShipped(locked, parcel, at);
    for (const at of [announced.deliveredAt, times.deliveredAt]) {
      if (!at) continue;
      if (isEarlier(at, parcel.deliveredAt)) parcel.deliveredAt = at;
      this.markHealthy(locked, at);
    }
  }

  private async markShipped(locked: LockedFulfilment, parcel: Shipment, at: Date): Promise<void> {
    if (!isEarlier(at, parcel.shippedAt)) return;
    parcel.shippedAt = at;
    const { provider } = locked.fulfilment;
    const contents = await this.describeContents(locked, parcel);
    const data = { provider, parcel: parcel.key, ...trackingOf(parcel), ...contents };
    await this.publish(locked, 'order.shipped', data, at, `shipped:${parcel.key}`);
    this.markHealthy(locked, at);
  }

  private async applyList(locked: LockedFulfilment, list: ParcelList, at: Date): Promise<void> {
    const { provider } = locked.fulfilment;
    for (const { parcel, before } of locked.parcels.applyList(list, at)) {
      const data = { provider, parcel: parcel.key, ...trackingOf(parcel), before };
      await this.publish(locked, 'order.tracking_changed', data, at, `tracking:${parcel.id}:${at.toISOString()}`);
    }
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
    const returned = locked.parcels.findOrCreate(parcel);
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

const isEarlier = (at: Date, known: Date | null | undefined): boolean => !known || at < known;
