import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { formatMoney } from '../../money.js';
import { SandboxSettings } from '../../settings.js';
import { StripeApiError } from '../api/stripe-api-error.js';
import { unixNow } from '../stripe-id.js';
import { noApiRequest, type ApiRequest, type SandboxEvent, type WebhookType } from '../webhooks/webhook-event.js';
import { WebhookEvents, type DeliveryChoice } from '../webhooks/webhook-events.js';
import { amountRefunded, Payments, type Payment } from './payments.js';
import { chargeObject, failed, newRefund, withReference } from './refund-object.js';

export interface RefundOrder {
  /** Minor units; all that is left when left out. */
  amount?: number | undefined;
  reason?: Stripe.Refund['reason'];
  metadata?: Record<string, string>;
  ending: 'succeeds' | 'fails';
  delivery: DeliveryChoice;
  request?: ApiRequest;
}

export interface Refunded {
  refund: Stripe.Refund;
  /** Those that told of it so far. */
  events: SandboxEvent[];
}

/** Gives money back, as Stripe does it: told at once, and a while later again when the bank has taken it or sent it back. */
@Injectable()
export class RefundsService implements OnModuleDestroy {
  private readonly waits = new Set<NodeJS.Timeout>();

  constructor(
    private readonly settings: SandboxSettings,
    private readonly payments: Payments,
    private readonly events: WebhookEvents,
  ) {}

  onModuleDestroy(): void {
    for (const wait of this.waits) clearTimeout(wait);
  }

  /** Throws `StripeApiError` for what Stripe would refuse. */
  create(payment: Payment, order: RefundOrder): Refunded {
    const left = payment.amount - amountRefunded(payment);
    if (left === 0) {
      throw new StripeApiError({
        code: 'charge_already_refunded',
        message: `Charge ${payment.charge} has already been refunded.`,
      });
    }
    const amount = order.amount ?? left;
    if (amount > left) throw this.tooMuch(payment, amount, left);
    const created = unixNow();
    const refund = newRefund(payment, {
      amount,
      reason: order.reason ?? null,
      metadata: order.metadata ?? {},
      created,
    });
    payment.refunds.push(refund);
    this.payments.changed();
    const tell = this.teller(payment, { delivery: order.delivery, request: order.request ?? noApiRequest });
    const events = [tell('refund.created', refund), tell('charge.refunded', chargeObject(payment))];
    this.later(() => (order.ending === 'fails' ? this.fail(refund.id) : this.settle(refund.id)));
    return { refund, events };
  }

  /** The bank sends it back: the money is the shop's again. Null when there is no such refund, or it has failed already. */
  fail(id: string): Refunded | null {
    return this.change(id, failed, ['refund.failed', 'refund.updated']);
  }

  private settle(id: string): Refunded | null {
    return this.change(id, withReference, ['refund.updated']);
  }

  private change(id: string, step: (refund: Stripe.Refund) => Stripe.Refund, types: WebhookType[]): Refunded | null {
    const found = this.payments.findRefund(id);
    if (!found || found.refund.status === 'failed') return null;
    const { payment } = found;
    const refund = step(found.refund);
    payment.refunds = payment.refunds.map((one) => (one.id === id ? refund : one));
    this.payments.changed();
    const tell = this.teller(payment, { delivery: 'send', request: noApiRequest });
    return { refund, events: types.map((type) => tell(type, refund)) };
  }

  private teller({ sessionId }: Payment, about: { delivery: DeliveryChoice; request: ApiRequest }) {
    return (type: WebhookType, object: { object: string }) =>
      this.events.publish(type, object, { ...about, created: unixNow(), sessionId });
  }

  private later(work: () => void): void {
    const wait = setTimeout(() => {
      this.waits.delete(wait);
      work();
    }, this.settings.refundSettlesMs);
    this.waits.add(wait);
  }

  private tooMuch({ currency }: Payment, amount: number, left: number): StripeApiError {
    const words = (minor: number) => formatMoney({ amount: minor, currency: currency.toUpperCase() }, 'en-US');
    return new StripeApiError({
      message: `Refund amount (${words(amount)}) is greater than unrefunded amount on charge (${words(left)})`,
      param: 'amount',
    });
  }
}
