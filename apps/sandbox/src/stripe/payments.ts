import { createMoneyFormatter } from '@daybook/contract';
import { randomInt } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { PersistedState } from '../server/persisted-state.js';
import { RecentMap } from '../server/recent-map.js';
import type { Timers } from '../server/timers.js';
import { StripeError } from './stripe-errors.js';
import type { EventOptions, StripeEvent, StripeEvents } from './stripe-events.js';
import { newStripeId, unixNow } from './stripe-ids.js';

/** Amounts in minor units, times in unix seconds. */
export interface Payment {
  paymentIntent: string;
  charge: string;
  sessionId: string;
  amount: number;
  /** In lowercase letters, as Stripe writes it. */
  currency: string;
  created: number;
  email: string | null;
  name: string | null;
  /** Oldest first. */
  refunds: Stripe.Refund[];
}

export interface RefundOptions {
  /** Minor units; by default all that is left. */
  amount?: number | undefined;
  reason?: Stripe.Refund['reason'] | undefined;
  metadata?: Record<string, string>;
  outcome: 'succeeds' | 'fails';
  delivery: EventOptions['delivery'];
  request?: EventOptions['request'];
}

type PastPayment = Omit<Payment, 'refunds'> & { refunds: { id: string; amount: number; created: number }[] };

interface RefundResult {
  refund: Stripe.Refund;
  events: StripeEvent[];
}

/** The newest 2,000 payments and their refunds; they survive a restart. */
export class Payments extends RecentMap<Payment> {
  constructor(
    private readonly events: StripeEvents,
    private readonly state: PersistedState,
    private readonly timers: Timers,
    private readonly refundSettlesMs: number,
  ) {
    super(2_000, 'The sandbox has no such payment.');
    state.register<Payment[]>('payments', {
      snapshot: () => this.oldestFirst(),
      restore: (payments) => payments.forEach((payment) => this.set(payment.paymentIntent, payment)),
    });
  }

  findBy(field: 'charge' | 'sessionId', value: string): Payment | undefined {
    return this.newestFirst().find((payment) => payment[field] === value);
  }

  findRefund(id: string): { payment: Payment; refund: Stripe.Refund } | undefined {
    const found = this.newestFirst().flatMap((payment) => payment.refunds.map((refund) => ({ payment, refund })));
    return found.find(({ refund }) => refund.id === id);
  }

  recordIfPaid(session: Stripe.Checkout.Session, created: number): void {
    const { id, payment_intent, payment_status, amount_total, currency, customer_details } = session;
    if (typeof payment_intent !== 'string' || payment_status !== 'paid') return;
    this.#save({
      paymentIntent: payment_intent,
      charge: newStripeId('ch_'),
      sessionId: id,
      amount: amount_total ?? 0,
      currency: currency ?? '',
      created,
      email: customer_details?.email ?? null,
      name: customer_details?.name ?? null,
      refunds: [],
    });
  }

  /** A payment of an earlier time, with its refunds. */
  restore({ refunds, ...payment }: PastPayment): void {
    const restored: Payment = { ...payment, refunds: [] };
    restored.refunds = refunds.map(({ id, created, amount }) => ({
      ...createRefund(restored, amount, {}),
      id,
      created,
    }));
    this.#save(restored);
  }

  #save(payment: Payment): void {
    this.set(payment.paymentIntent, payment);
    this.state.scheduleWrite();
  }

  /**
   * Publishes two events at once, and more when the bank accepts or returns it. Throws a `StripeError` where Stripe refuses.
   */
  refund(payment: Payment, options: RefundOptions): RefundResult {
    const { amount = refundableAmount(payment), outcome, delivery, request } = options;
    assertRefundable(payment, amount);
    const refund = createRefund(payment, amount, options);
    payment.refunds.push(refund);
    this.state.scheduleWrite();
    const about = { sessionId: payment.sessionId, created: unixNow(), delivery, request };
    const events = [
      this.events.publish('refund.created', refund, about),
      this.events.publish('charge.refunded', toCharge(payment), about),
    ];
    this.timers.after(this.refundSettlesMs, () => {
      if (outcome === 'fails') this.failRefund(refund.id);
      else this.#changeRefund(refund.id, bankReferenceChanges(refund), ['refund.updated']);
    });
    return { refund, events };
  }

  /** The bank sends the money back. Null when there is no such refund, or it has already failed. */
  failRefund(id: string): RefundResult | null {
    const changes = {
      failure_balance_transaction: newStripeId('txn_'),
      failure_reason: 'expired_or_canceled_card',
      status: 'failed',
    };
    return this.#changeRefund(id, changes, ['refund.failed', 'refund.updated']);
  }

  #changeRefund(id: string, changes: object, types: ('refund.failed' | 'refund.updated')[]): RefundResult | null {
    const found = this.findRefund(id);
    if (!found || found.refund.status === 'failed') return null;
    const { payment } = found;
    const refund = { ...found.refund, ...changes };
    payment.refunds = payment.refunds.map((one) => (one.id === id ? refund : one));
    this.state.scheduleWrite();
    const about = { sessionId: payment.sessionId, created: unixNow(), delivery: 'send' } as const;
    return { refund, events: types.map((type) => this.events.publish(type, refund, about)) };
  }
}

/** Without refunds that failed. */
export const refundedAmount = ({ refunds }: Payment) =>
  refunds.filter(({ status }) => status !== 'failed').reduce((sum, { amount }) => sum + amount, 0);

export const refundableAmount = (payment: Payment) => payment.amount - refundedAmount(payment);

function assertRefundable(payment: Payment, amount: number): void {
  const left = refundableAmount(payment);
  if (left === 0) {
    const message = `Charge ${payment.charge} has already been refunded.`;
    throw new StripeError({ code: 'charge_already_refunded', message });
  }
  if (amount <= left) return;
  const format = createMoneyFormatter('en-US');
  const money = (minor: number) => format({ amount: minor, currency: payment.currency.toUpperCase() });
  const message = `Refund amount (${money(amount)}) is greater than unrefunded amount on charge (${money(left)})`;
  throw new StripeError({ message, param: 'amount' });
}

/** A card's refund counts as succeeded at once, although the bank may still send it back. */
function createRefund(
  payment: Payment,
  amount: number,
  { reason, metadata }: Pick<RefundOptions, 'reason' | 'metadata'>,
): Stripe.Refund {
  return {
    id: newStripeId('re_'),
    object: 'refund',
    amount,
    balance_transaction: newStripeId('txn_'),
    charge: payment.charge,
    created: unixNow(),
    currency: payment.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: metadata ?? {},
    payment_intent: payment.paymentIntent,
    payment_method: null,
    reason: reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** The bank's reference number, with which the customer can trace the refund. */
function bankReferenceChanges({ destination_details }: Stripe.Refund) {
  const reference = String(randomInt(1_000_000_000, 9_999_999_999));
  const card = { ...destination_details?.card, reference, reference_status: 'available', type: 'refund' };
  return { destination_details: { card, type: 'card' } };
}

export function toCharge(payment: Payment) {
  const { amount, charge, created, currency, email, name, paymentIntent } = payment;
  return {
    id: charge,
    object: 'charge',
    amount,
    amount_captured: amount,
    amount_refunded: refundedAmount(payment),
    billing_details: { address: null, email, name, phone: null },
    captured: true,
    created,
    currency,
    customer: null,
    description: null,
    disputed: false,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    paid: true,
    payment_intent: paymentIntent,
    payment_method_details: { card: { brand: 'visa', last4: '4242' }, type: 'card' },
    refunded: refundableAmount(payment) === 0,
    status: 'succeeded',
  };
}
