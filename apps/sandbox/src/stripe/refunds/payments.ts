import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { KeptState } from '../../kept/kept-state.js';
import { Recent } from '../../recent.js';
import { stripeId } from '../stripe-id.js';

const paymentsKept = 2_000;

/** Money that came in, and what went back of it. Amounts in minor units, times in unix seconds. */
export interface Payment {
  paymentIntent: string;
  charge: string;
  sessionId: string;
  amount: number;
  /** In small letters, as Stripe writes it. */
  currency: string;
  created: number;
  email: string | null;
  name: string | null;
  /** Oldest first. */
  refunds: Stripe.Refund[];
}

/** What was paid, the newest 2,000 payments of it; they outlive a restart. */
@Injectable()
export class Payments {
  private readonly payments = new Recent<Payment>(paymentsKept);

  constructor(private readonly state: KeptState) {
    state.keep<Payment[]>('payments', {
      save: () => this.payments.oldestFirst(),
      restore: (payments) => payments.forEach((payment) => this.payments.put(payment.paymentIntent, payment)),
    });
  }

  /** Notes what a session brought in, if it did. */
  take(session: Stripe.Checkout.Session, created: number): void {
    const { payment_intent, payment_status, amount_total, currency, customer_details } = session;
    if (typeof payment_intent !== 'string' || payment_status !== 'paid') return;
    this.payments.put(payment_intent, {
      paymentIntent: payment_intent,
      charge: stripeId('ch_'),
      sessionId: session.id,
      amount: amount_total ?? 0,
      currency: currency ?? '',
      created,
      email: customer_details?.email ?? null,
      name: customer_details?.name ?? null,
      refunds: [],
    });
    this.state.changed();
  }

  find(paymentIntent: string): Payment | undefined {
    return this.payments.find(paymentIntent);
  }

  findByCharge(charge: string): Payment | undefined {
    return this.newestFirst().find((payment) => payment.charge === charge);
  }

  findBySession(sessionId: string): Payment | undefined {
    return this.newestFirst().find((payment) => payment.sessionId === sessionId);
  }

  /** The refund with its payment. */
  findRefund(id: string): { payment: Payment; refund: Stripe.Refund } | undefined {
    for (const payment of this.newestFirst()) {
      const refund = payment.refunds.find((one) => one.id === id);
      if (refund) return { payment, refund };
    }
    return undefined;
  }

  newestFirst(): Payment[] {
    return this.payments.newestFirst();
  }

  changed(): void {
    this.state.changed();
  }
}

/** Without those that failed. */
export const amountRefunded = ({ refunds }: Payment) =>
  refunds.filter(({ status }) => status !== 'failed').reduce((sum, { amount }) => sum + amount, 0);
