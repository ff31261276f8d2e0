import type { EventMap } from '@daybook/contract';
import { formatFailure, type EventDefinition, type Formatters } from './event-definition.js';

type PaymentEventType =
  | 'order.payment_pending'
  | 'order.payment_failed'
  | 'payment.ignored'
  | 'order.review_opened'
  | 'order.review_closed'
  | 'order.fraud_warning'
  | 'order.refunded'
  | 'order.refund_failed'
  | 'order.inquiry'
  | 'order.disputed'
  | 'order.dispute_closed';

/** `: product not received, respond by 12 Dec`, as far as it is known. */
const disputeDetails = ({ reason, respondBy }: EventMap['order.disputed'], { day }: Formatters): string =>
  (reason ? `: ${reason}` : '') + (respondBy ? `, respond by ${day(respondBy)}` : '');

const withReason = (what: string, reason: string | undefined) => (reason ? `${what}: ${reason}` : what);

const disputeOutcomes: Partial<Record<string, (amount: string) => string>> = {
  won: (amount) => `Dispute won — ${amount} stays`,
  lost: (amount) => `Dispute lost — ${amount}`,
  warning_closed: (amount) => `Bank inquiry closed — ${amount} stays`,
  prevented: (amount) => `Dispute prevented — ${amount}`,
};

/** Those of payments, beside the order they are for: see `eventDefinitions`. */
export const paymentEventDefinitions: { readonly [T in PaymentEventType]: EventDefinition<T> } = {
  'order.payment_pending': {
    level: 'info',
    rank: 10,
    sentence: ({ total, via }, { money }) => `Awaiting payment — ${money(total)} via ${via}`,
  },
  'order.payment_failed': {
    level: 'warning',
    rank: 15,
    sentence: ({ total, via }, { money }) => `Payment failed — ${money(total)} via ${via}`,
    cause: ({ via }) => ({ source: via, sentence: `Payment failed via ${via}` }),
    resolves: () => [{ type: 'order.payment_failed' }],
  },
  'payment.ignored': {
    level: 'info',
    rank: 20,
    sentence: ({ total }, { money }) => `Payment of ${money(total)} ignored: not from this shop`,
  },
  'order.review_opened': {
    level: 'warning',
    rank: 26,
    sentence: ({ reason }) => `Held for review by Stripe: ${reason}`,
    cause: ({ reason }) => ({ reason, sentence: `Held for review by Stripe: ${reason}` }),
  },
  'order.review_closed': {
    level: 'info',
    rank: 27,
    sentence: ({ reason }) => `Review closed: ${reason}`,
    resolves: ({ reviewId }) => [{ type: 'order.review_opened', where: { reviewId } }],
  },
  'order.fraud_warning': {
    level: 'warning',
    rank: 88,
    sentence: ({ payment }, { money }) => `The card’s bank warns of fraud — ${money(payment)}`,
    cause: () => ({ sentence: 'The card’s bank warns of fraud' }),
    isAlreadyResolved: ({ isActionable }) => !isActionable,
  },
  'order.refunded': {
    level: 'info',
    rank: 90,
    sentence: ({ refund }, { money }) => `Refunded ${money(refund)}`,
    // one that the bank returned in the same second stays
    resolves: ({ refundId }) => [
      { type: 'order.refund_failed', whereNot: { refundId } },
      { type: 'order.fraud_warning' },
    ],
  },
  'order.refund_failed': {
    level: 'error',
    rank: 91,
    sentence: ({ refund, ...failure }, { money }) => `Refund of ${money(refund)} failed: ${formatFailure(failure)}`,
    cause: ({ reason }) => ({ reason, sentence: `Refund failed: ${reason}` }),
    // nobody need be told of it any more
    resolves: ({ refundId }) => [
      { type: 'order.refund_failed', where: { refundId } },
      { type: 'order.email.failed', where: { mail: 'refund', refundId } },
    ],
    // the problem is `order.cancel_refused`
    isAlreadyResolved: ({ wasHeld }) => wasHeld === true,
  },
  'order.inquiry': {
    level: 'warning',
    rank: 92,
    sentence: (data, formatters) =>
      `Bank inquiry — ${formatters.money(data.dispute)}${disputeDetails(data, formatters)}`,
    cause: ({ reason }) => ({ ...(reason && { reason }), sentence: withReason('Bank inquiry', reason) }),
  },
  'order.disputed': {
    level: 'error',
    rank: 93,
    sentence: (data, formatters) =>
      `Payment disputed — ${formatters.money(data.dispute)}${disputeDetails(data, formatters)}`,
    cause: ({ reason }) => ({ ...(reason && { reason }), sentence: withReason('Payment disputed', reason) }),
    resolves: ({ disputeId }) => [{ type: 'order.inquiry', where: { disputeId } }],
  },
  'order.dispute_closed': {
    level: 'info',
    rank: 94,
    sentence: ({ dispute, outcome }, { money }) => {
      const toSentence = Object.hasOwn(disputeOutcomes, outcome) ? disputeOutcomes[outcome] : undefined;
      return toSentence?.(money(dispute)) ?? `Dispute closed — ${money(dispute)}`;
    },
    resolves: ({ disputeId }) => [
      { type: 'order.disputed', where: { disputeId } },
      { type: 'order.inquiry', where: { disputeId } },
    ],
  },
};
