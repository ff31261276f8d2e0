import { providerNames, type EventMap, type EventType } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { JobQueue } from '@daybook/jobs';
import { lockOrder, type Order } from '@daybook/orders';
import { ConsoleNotifier } from '@daybook/realtime';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Fulfilment, Shipment } from './fulfilment.entity.js';
import type { Parcel, ProviderNews } from './provider/provider.js';

/** News whose time is known; that there is a parcel, whose webhook will say when it left. */
export type DatedNews = (ProviderNews | { kind: 'parcel_known'; parcel: Parcel }) & { at: Date };

/** A part of an order, held for a change: nobody else changes the order meanwhile. */
interface Part {
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
  async record(tx: Transaction, fulfilmentId: string, news: DatedNews[]): Promise<void> {
    const part = await this.hold(tx, fulfilmentId);
    if (!part) return;
    for (const item of news.toSorted((one, other) => +one.at - +other.at)) await this.take(part, item);
    await this.settle(part);
  }

  /** Brings an order up to date with its parts. */
  async follow(tx: Transaction, order: Order): Promise<void> {
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

  private async hold(tx: Transaction, fulfilmentId: string): Promise<Part | null> {
    const found = await tx.em.findOne(Fulfilment, { id: fulfilmentId });
    if (!found) return null;
    const order = await lockOrder(tx, found.orderId);
    // as it stands now that nobody else changes it
    const fulfilment = await tx.em.refresh(found);
    if (!fulfilment || !order) return null;
    return { tx, order, fulfilment, parcels: await tx.em.find(Shipment, { fulfilmentId }) };
  }

  private async settle({ tx, order, fulfilment, parcels }: Part): Promise<void> {
    fulfilment.follow(parcels);
    await tx.em.flush();
    await this.follow(tx, order);
  }

  private async take(part: Part, news: DatedNews): Promise<void> {
    const { fulfilment } = part;
    const { provider } = fulfilment;
    switch (news.kind) {
      case 'in_production':
        if (fulfilment.productionAt) return this.takeRelease(part, news.at, ['order.on_hold', 'order.problem']);
        fulfilment.productionAt = news.at;
        await this.tell(part, 'order.production', { provider }, news.at, 'production');
        this.goesOn(part, news.at);
        return;
      case 'parcel_known':
        this.parcelOf(part, news.parcel);
        return;
      case 'parcel_shipped':
        return this.takeParcel(part, news.parcel, news.at);
      case 'parcel_delivered':
        this.parcelOf(part, news.parcel).deliveredAt ??= news.at;
        this.goesOn(part, news.at);
        return;
      case 'parcel_returned':
        return this.takeReturn(part, news);
      case 'all_shipped':
        fulfilment.allShippedAt ??= news.at;
        this.goesOn(part, news.at);
        return;
      case 'on_hold':
      case 'problem':
        return this.takeTrouble(part, news);
      case 'released':
        return this.takeRelease(part, news.at, ['order.on_hold']);
      case 'cancelled':
        if (fulfilment.cancelledAt) return;
        fulfilment.cancelledAt = news.at;
        return this.tellCancelled(part, news.at);
    }
  }

  private async takeParcel(part: Part, told: Parcel, at: Date): Promise<void> {
    const parcel = this.parcelOf(part, told);
    if (parcel.shippedAt) return;
    parcel.shippedAt = at;
    const { carrier = null, trackingNumber = null, trackingUrl = null } = parcel;
    const { provider } = part.fulfilment;
    await this.tell(
      part,
      'order.shipped',
      { provider, carrier, trackingNumber, trackingUrl },
      at,
      `shipped:${parcel.key}`,
    );
    const { id: shipmentId } = parcel;
    await this.jobs.enqueue(part.tx, 'send-shipping-notification', { orderId: part.order.id, shipmentId });
    this.goesOn(part, at);
  }

  /** Trouble that is known already, also to a look that sees it for the tenth time, is no news. */
  private async takeTrouble(part: Part, news: DatedNews & { kind: 'on_hold' | 'problem' }): Promise<void> {
    const { fulfilment } = part;
    const { provider } = fulfilment;
    const { wellAt, submittedAt } = fulfilment;
    // Printify holds every order until it is told to make it
    if (news.kind === 'on_hold' && submittedAt && news.at <= submittedAt) return;
    const isOver = Boolean(wellAt && wellAt >= news.at);
    if (!isOver && fulfilment.trouble === news.kind) return;
    const type = news.kind === 'on_hold' ? 'order.on_hold' : 'order.problem';
    await this.tell(part, type, { provider, reason: news.reason }, news.at, `${news.kind}:${news.at.toISOString()}`);
    if (isOver)
      return this.events.resolveProblems(part.tx, type, { provider }, providerNames[provider], fulfilment.orderId);
    fulfilment.trouble = news.kind;
    fulfilment.troubleAt = news.at;
  }

  /** The one that replaces it, if any, is a parcel of its own. */
  private async takeReturn(part: Part, { parcel, reason, at }: DatedNews & { kind: 'parcel_returned' }): Promise<void> {
    const returned = this.parcelOf(part, parcel);
    if (returned.returnedAt) return;
    returned.returnedAt = at;
    await this.takeTrouble(part, { kind: 'problem', reason, at });
  }

  /** It is well again, which may be seen in nothing but that it is being made. */
  private async takeRelease(part: Part, at: Date, ended: ('order.on_hold' | 'order.problem')[]): Promise<void> {
    const { fulfilment, tx } = part;
    const { provider, orderId, wellAt } = fulfilment;
    if (wellAt && wellAt >= at) return;
    for (const trouble of ended)
      await this.events.resolveProblems(tx, trouble, { provider }, providerNames[provider], orderId);
    this.goesOn(part, at);
  }

  private async tellCancelled(part: Part, at: Date): Promise<void> {
    const { orderId, id, provider } = part.fulfilment;
    const othersGoOn = (await part.tx.em.count(Fulfilment, { orderId, id: { $ne: id }, cancelledAt: null })) > 0;
    const data = { by: 'provider', provider, ...(othersGoOn && { part: provider }) } as const;
    return this.tell(part, 'order.cancelled', data, at, 'cancelled');
  }

  private goesOn({ fulfilment }: Part, at: Date): void {
    if (!fulfilment.wellAt || at > fulfilment.wellAt) fulfilment.wellAt = at;
    if (fulfilment.troubleAt && at < fulfilment.troubleAt) return;
    fulfilment.trouble = null;
    fulfilment.troubleAt = null;
  }

  /** The parcel as we know it, with what is told of it now. */
  private parcelOf({ tx, fulfilment, parcels }: Part, { key, carrier, trackingNumber, trackingUrl }: Parcel): Shipment {
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

  private async tell<T extends EventType>(
    { tx, fulfilment }: Part,
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
