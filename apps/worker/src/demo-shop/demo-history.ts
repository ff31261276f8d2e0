import type { EventMap, EventType, OrderMailKind, Provider } from '@daybook/contract';
import type { Transaction } from '@daybook/database';
import { DomainEvents } from '@daybook/events';
import { Fulfilment, FulfilmentProgress, type ShipmentInfo } from '@daybook/fulfilment';
import { MailMessage, MailMessages, type Parcel } from '@daybook/mail';
import type { Order } from '@daybook/orders';
import { Refund } from '@daybook/payments';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { DateTime } from 'luxon';
import { v7 as uuidv7 } from 'uuid';
import { trackingUrlOf, type DemoOrder, type DemoPart, type RelativeTime, type ToMoney } from './demo-order.js';

export interface Story {
  tx: Transaction;
  order: Order;
  demo: DemoOrder;
  now: DateTime;
  money: ToMoney;
}

interface Step {
  at: RelativeTime;
  /** Default: `at`. */
  learnedAt?: RelativeTime | undefined;
  record: (at: Date) => Promise<unknown>;
}

const maxAttempts = 3;
const minuteAfter =
  (time: RelativeTime): RelativeTime =>
  (start) =>
    time(start).plus({ minutes: 1 });

/** Records what has happened to an order since it was placed, each thing as of when it happened. */
@Injectable()
export class DemoHistory {
  constructor(
    private readonly events: DomainEvents,
    private readonly progress: FulfilmentProgress,
    private readonly mails: MailMessages,
  ) {}

  async record(story: Story): Promise<void> {
    const { tx, demo, now } = story;
    const steps: Step[] = [
      ...this.confirmation(story),
      ...(await this.submissions(story)),
      ...(demo.notes ?? []).map(({ at, text }) => ({ at, record: this.publishing(story, 'order.note', { text }) })),
      ...this.refund(story),
    ];
    for (const { at, learnedAt = at, record } of steps.toSorted((one, other) => +one.at(now) - +other.at(now)))
      await tx.newsReceivedAt(learnedAt(now).toJSDate(), () => record(at(now).toJSDate()));
    await tx.em.flush();
  }

  private confirmation(story: Story): Step[] {
    const { demo, tx } = story;
    if (demo.awaitsPayment) return [];
    const { email: to } = demo.customer;
    const sent: Step = { at: minuteAfter(demo.placedAt), record: (at) => this.sendMail(story, 'confirmation', at) };
    if (!demo.bouncedAt) return [sent];
    const bounce = async (at: Date) => {
      const mail = await tx.em.findOneOrFail(MailMessage, { orderId: story.order.id });
      Object.assign(mail, { state: 'bounced', bouncedAt: at });
      await this.publish(story, 'email.bounced', { to, mail: 'confirmation' }, at);
    };
    return [sent, { at: demo.bouncedAt, record: bounce }];
  }

  private async submissions(story: Story): Promise<Step[]> {
    const { demo } = story;
    const { refusals, parts = [] } = demo;
    const steps: Step[] = [];
    for (const provider of new Set(demo.lines.map((line) => line.provider))) {
      if (demo.awaitsPayment) continue;
      const fulfilment = await this.createFulfilment(story, provider);
      if (refusals?.provider === provider) steps.push(...this.refusals(story, fulfilment, refusals));
      const part = parts.find((each) => each.provider === provider);
      if (part) steps.push(...this.partSteps(story, fulfilment, part));
    }
    return steps;
  }

  private refusals(story: Story, fulfilment: Fulfilment, { reason, at: times }: NonNullable<DemoOrder['refusals']>) {
    const { order } = story;
    const { provider } = fulfilment;
    return times.map((time, index): Step => {
      const attempt = index + 1;
      const refuse = async (at: Date) => {
        await this.beginAttempt(story, fulfilment, attempt, at);
        fulfilment.lastError = order.fulfilmentError = reason;
        const gaveUp = attempt === maxAttempts && { gaveUpAfter: attempt };
        const data = { provider, reason, attempt, of: maxAttempts, ...gaveUp };
        await this.publish(story, 'order.submission_failed', data, at);
      };
      return { at: time, record: refuse };
    });
  }

  private async beginAttempt(story: Story, fulfilment: Fulfilment, attempt: number, at: Date): Promise<void> {
    fulfilment.submissionAttempts = attempt;
    fulfilment.firstAttemptedAt ??= at;
    if (attempt === 1) return;
    const { provider } = fulfilment;
    await this.publish(story, 'order.submission_retried', { provider, attempt, of: maxAttempts }, at);
  }

  private partSteps(story: Story, fulfilment: Fulfilment, part: DemoPart): Step[] {
    const { provider, submittedAt, productionAt, parcel, cancelledAt } = part;
    const { tx } = story;
    const steps: Step[] = [{ at: submittedAt, record: (at) => this.submit(story, fulfilment, part, at) }];
    if (productionAt) {
      const produce = (at: Date) => this.progress.record(tx, fulfilment.id, [{ kind: 'in_production', at }]);
      steps.push({ at: productionAt, learnedAt: part.learnedOfProductionAt, record: produce });
    }
    if (cancelledAt) steps.push({ at: cancelledAt, record: (at) => this.cancel(story, fulfilment, at) });
    if (!parcel) return steps;
    const { carrier, trackingNumber, shippedAt, deliveredAt } = parcel;
    // Printful's parcels have ids, Printify's only their number
    const key = provider === 'printful' ? String(Number(part.providerOrderId) + 1) : trackingNumber;
    const info: ShipmentInfo = { key, carrier, trackingNumber, trackingUrl: trackingUrlOf(parcel) };
    steps.push(
      { at: shippedAt, record: (at) => this.ship(story, fulfilment, info, at) },
      { at: minuteAfter(shippedAt), record: (at) => this.sendMail(story, 'shipping', at, info) },
    );
    const arrive = (at: Date) =>
      this.progress.record(tx, fulfilment.id, [{ kind: 'parcel_delivered', parcel: info, at }]);
    if (deliveredAt) steps.push({ at: deliveredAt, record: arrive });
    return steps;
  }

  private async submit(story: Story, fulfilment: Fulfilment, part: DemoPart, at: Date): Promise<void> {
    const { provider, providerOrderId } = part;
    await this.beginAttempt(story, fulfilment, fulfilment.submissionAttempts + 1, at);
    Object.assign(fulfilment, { providerOrderId, submittedAt: at, lastError: null });
    fulfilment.updateStatus([]);
    story.order.fulfilmentError = null;
    await this.publish(story, 'order.submitted', { provider, providerOrderId }, at);
    await this.progress.updateOrder(story.tx, story.order);
  }

  private ship({ tx, demo }: Story, { id, provider }: Fulfilment, parcel: ShipmentInfo, at: Date): Promise<void> {
    const items = demo.lines
      .filter((line) => line.provider === provider)
      .map(({ variantId, quantity }) => ({ by: 'variantId' as const, value: variantId ?? '', quantity }));
    return this.progress.record(tx, id, [
      { kind: 'parcel_packed', key: parcel.key, items, at },
      { kind: 'parcel_shipped', parcel, at },
      { kind: 'all_shipped', at },
    ]);
  }

  private async cancel(story: Story, fulfilment: Fulfilment, at: Date): Promise<void> {
    fulfilment.cancelledAt = at;
    fulfilment.updateStatus([]);
    await this.publish(story, 'order.cancelled', { by: 'staff', provider: null }, at);
    await this.progress.updateOrder(story.tx, story.order);
  }

  private async sendMail(story: Story, kind: OrderMailKind, at: Date, parcel?: Parcel): Promise<void> {
    const { tx, order, demo } = story;
    const { email: to } = demo.customer;
    const id = await this.mails.insert(tx, {
      ...{ target: { kind, orderId: order.id }, to, details: parcel ? { parcel } : {}, requestedBy: null },
      idempotencyKey: [kind, order.id, ...(parcel ? [parcel.key] : [])].join(':'),
    });
    const mail = await tx.em.findOneOrFail(MailMessage, { id });
    Object.assign(mail, { state: 'sent', attempts: 1, queuedAt: at, sentAt: at });
    if (kind === 'confirmation') await this.publish(story, 'order.email.confirmation_sent', { to }, at);
    else await this.publish(story, 'order.email.shipping_sent', { to, ...(parcel && { parcel: parcel.key }) }, at);
  }

  private refund(story: Story): Step[] {
    const { tx, order, demo, money } = story;
    if (!demo.refund) return [];
    const refund = money(demo.refund.amount);
    const record = async (at: Date) => {
      const { id } = tx.em.create(Refund, {
        ...{ id: uuidv7(), orderId: order.id, stripeId: `re_demo_${randomBytes(12).toString('hex')}` },
        ...{ ...refund, orderAmount: refund.amount, state: 'refunded', requestedBy: null, refundedAt: at },
      });
      await this.publish(story, 'order.refunded', { refund, refundId: id }, at);
    };
    return [{ at: demo.refund.at, record }];
  }

  private async createFulfilment({ tx, order }: Story, provider: Provider): Promise<Fulfilment> {
    const fulfilment = tx.em.create(Fulfilment, {
      ...{ id: uuidv7(), orderId: order.id, provider, externalId: order.number, status: 'pending' },
      ...{ submissionRound: 1, submissionAttempts: 0, providerOrderId: null, firstAttemptedAt: null, lastError: null },
      ...{ waitingSince: null, submittedAt: null, productionAt: null, allShippedAt: null, deliveredAt: null },
      ...{ cancelledAt: null, cancelRequestedAt: null, cancelRequestedBy: null, polledAt: null },
      ...{ issue: null, issueAt: null, lastHealthyAt: null, parcelsListedAt: null },
    });
    await tx.em.flush();
    return fulfilment;
  }

  private publishing<T extends EventType>(story: Story, type: T, data: EventMap[T]) {
    return (at: Date) => this.publish(story, type, data, at);
  }

  private async publish<T extends EventType>(
    { tx, order }: Story,
    type: T,
    data: EventMap[T],
    occurredAt: Date,
  ): Promise<void> {
    await this.events.publish(tx, type, data, { orderId: order.id, occurredAt });
  }
}
