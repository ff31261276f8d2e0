import { randomInt } from 'node:crypto';
import type { Stripe } from 'stripe';
import { stripeId } from '../stripe-id.js';
import { amountRefunded, type Payment } from './payments.js';

export interface RefundRequest {
  amount: number;
  reason: Stripe.Refund['reason'];
  metadata: Record<string, string>;
  /** Unix seconds. */
  created: number;
}

/** The refund as Stripe answers it: for a card it counts as succeeded at once, though the bank may yet send it back. */
export function newRefund(payment: Payment, { amount, reason, metadata, created }: RefundRequest): Stripe.Refund {
  return {
    id: stripeId('re_'),
    object: 'refund',
    amount,
    balance_transaction: stripeId('txn_'),
    charge: payment.charge,
    created,
    currency: payment.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata,
    payment_intent: payment.paymentIntent,
    payment_method: null,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** The bank has given it a number by which the customer can ask after it. */
export function withReference(refund: Stripe.Refund): Stripe.Refund {
  const reference = String(randomInt(1_000_000_000, 9_999_999_999));
  const card = {
    ...refund.destination_details?.card,
    reference,
    reference_status: 'available',
    type: 'refund',
  } as const;
  return { ...refund, destination_details: { card, type: 'card' } };
}

export const failed = (refund: Stripe.Refund): Stripe.Refund => ({
  ...refund,
  failure_balance_transaction: stripeId('txn_'),
  failure_reason: 'expired_or_canceled_card',
  status: 'failed',
});

/** What `charge.refunded` carries of the charge. */
export function chargeObject(payment: Payment) {
  const refunded = amountRefunded(payment);
  return {
    id: payment.charge,
    object: 'charge',
    amount: payment.amount,
    amount_captured: payment.amount,
    amount_refunded: refunded,
    billing_details: { address: null, email: payment.email, name: payment.name, phone: null },
    captured: true,
    created: payment.created,
    currency: payment.currency,
    customer: null,
    description: null,
    disputed: false,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    paid: true,
    payment_intent: payment.paymentIntent,
    payment_method_details: { card: { brand: 'visa', last4: '4242' }, type: 'card' },
    refunded: refunded === payment.amount,
    status: 'succeeded',
  };
}
