import { randomUUID } from 'node:crypto';
import { aStripeEvent } from './stripe.js';

type Fields = Record<string, unknown>;

const unix = (at: Date) => Math.floor(at.getTime() / 1_000);

/** A payment at Stripe, and the events about it. Each method returns an event's body; `more` overrides fields of its object. */
export function aPayment({ total = 4_300, currency = 'gbp' } = {}) {
  const name = randomUUID();
  const ref = { payment_intent: `pi_${name}`, charge: `ch_${name}` };
  const event = (type: string, at: Date, object: Fields, previous_attributes?: Fields) =>
    JSON.stringify({
      ...{ id: `evt_${randomUUID()}`, object: 'event', api_version: '2026-10-28', created: unix(at), type },
      data: { object, ...(previous_attributes && { previous_attributes }) },
    });
  const refund = (id: string, at: Date, amount: number, more: Fields = {}) => ({
    ...{ id: `re_${id}_${name}`, object: 'refund', amount, currency, created: unix(at), status: 'succeeded' },
    ...{ metadata: {}, ...ref, ...more },
  });
  const dispute = (id: string, at: Date, status: string, more: Fields = {}) => ({
    ...{ id: `dp_${id}_${name}`, object: 'dispute', amount: total, currency, created: unix(at), status },
    ...{ reason: 'product_not_received', evidence_details: { due_by: unix(new Date('2026-12-12T12:00:00Z')) } },
    ...{ ...ref, ...more },
  });
  return {
    ...ref,
    event,
    refund,
    dispute,
    paid: (at: Date, more: Fields = {}) => {
      const session = { id: `cs_${name}`, amount_total: total, currency, payment_intent: ref.payment_intent, ...more };
      return aStripeEvent({ created: at, session });
    },
    refunded: (id: string, at: Date, amount = total, more: Fields = {}) =>
      event('refund.created', at, refund(id, at, amount, more)),
    /** Of the API versions that carry a charge's refunds, and without them of those that do not. */
    chargeRefunded: (at: Date, refunds: object[] | null, amount_refunded = total, more: Fields = {}) =>
      event('charge.refunded', at, {
        ...{ id: ref.charge, object: 'charge', amount: total, amount_refunded, currency },
        ...{ payment_intent: ref.payment_intent, refunded: amount_refunded === total },
        ...(refunds && { refunds: { object: 'list', data: refunds, has_more: false } }),
        ...more,
      }),
    disputed: (id: string, at: Date, more: Fields = {}) =>
      event('charge.dispute.created', at, dispute(id, at, 'needs_response', more)),
    disputeEvent: (type: string, id: string, opened: Date, at: Date, status: string, previous?: Fields) =>
      event(`charge.dispute.${type}`, at, dispute(id, opened, status), previous),
    reviewOpened: (at: Date, more: Fields = {}) =>
      event('review.opened', at, {
        ...{ id: `prv_${name}`, object: 'review', open: true, reason: 'rule', opened_reason: 'rule' },
        ...{ closed_reason: null, created: unix(at), ...ref, ...more },
      }),
    reviewClosed: (at: Date, closed_reason: string | null = 'approved', more: Fields = {}) =>
      event('review.closed', at, {
        ...{ id: `prv_${name}`, object: 'review', open: false, reason: closed_reason, opened_reason: 'rule' },
        ...{ closed_reason, created: unix(at), ...ref, ...more },
      }),
    fraudWarning: (at: Date, more: Fields = {}) =>
      event('radar.early_fraud_warning.created', at, {
        ...{ id: `issfr_${name}`, object: 'radar.early_fraud_warning', actionable: true, created: unix(at) },
        ...{ fraud_type: 'unauthorized_use_of_card', ...ref, ...more },
      }),
  };
}
