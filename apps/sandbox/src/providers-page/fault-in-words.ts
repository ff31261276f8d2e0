import { providerNames } from '@daybook/contract';
import { faultKinds, type FaultyService } from '../faults/fault-request.js';
import type { Fault } from '../faults/faults.js';

const serviceNames: Record<FaultyService, string> = { ...providerNames, stripe: 'Stripe' };
const calls: Record<Fault['on'], [one: string, several: string]> = {
  submit: ['submission', 'submissions'],
  confirm: ['confirmation', 'confirmations'],
  read: ['look-up', 'look-ups'],
  cancel: ['cancelling', 'cancellings'],
  webhooks: ['call about webhooks', 'calls about webhooks'],
  refund: ['refund', 'refunds'],
  products: ['look at products', 'looks at products'],
  any: ['call', 'calls'],
};

/** Such as "Printify, the next submission: refuses, with a reason: insufficient stock for M Black". */
export function faultInWords({ service, kind, on, left, reason, delayMs, retryAfterSeconds }: Fault): string {
  const [one, several] = calls[on];
  const which = left === 1 ? `the next ${one}` : `the next ${left} ${several}`;
  const details: Partial<Record<Fault['kind'], string>> = {
    refuse: `: ${reason}`,
    slow: ` (${delayMs / 1000} seconds)`,
    too_many: ` (for ${retryAfterSeconds} seconds)`,
  };
  return `${serviceNames[service]}, ${which}: ${faultKinds[kind]}${details[kind] ?? ''}`;
}
