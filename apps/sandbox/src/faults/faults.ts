import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const faultTargets = ['printify', 'printful', 'stripe'] as const;
export type FaultTarget = (typeof faultTargets)[number];

const operations = ['submit', 'confirm', 'read', 'cancel', 'webhooks', 'products', 'checkout', 'refund'] as const;
export type OperationName = (typeof operations)[number];

export const faultKindLabels = {
  reject: 'is rejected, with a reason',
  slow: 'is answered slowly',
  drop_response: 'succeeds, but its response is lost',
  rate_limit: 'is answered with 429: too many calls',
  server_error: 'is answered with 500',
  html: 'is answered with a page of HTML',
  drip: 'gets a response that never ends, one byte at a time',
  hang: 'is never answered',
} as const;
type FaultKind = keyof typeof faultKindLabels;

export const defaultReason = 'insufficient stock for M Black';

export const faultRequest = z.strictObject({
  service: z.enum(faultTargets),
  kind: z.enum(Object.keys(faultKindLabels) as [FaultKind, ...FaultKind[]]),
  /** `submit` by default; at Stripe `refund`. */
  operation: z.enum([...operations, 'any']).optional(),
  times: z.coerce.number().int().min(1).max(1_000_000).default(1),
  /** Of a rejection. */
  reason: z.string().trim().min(1).max(1_000).default(defaultReason),
  delayMs: z.coerce.number().int().min(1).max(600_000).default(5_000),
  /** What `rate_limit` asks for. */
  retryAfterSeconds: z.coerce.number().int().min(0).max(86_400).default(5),
});
type FaultRequest = z.output<typeof faultRequest>;

export interface Fault extends FaultRequest {
  id: string;
  operation: OperationName | 'any';
  remaining: number;
}

/** The faults that hit the next calls, in the order they were added, and how often each operation was called. */
export class Faults {
  #faults: Fault[] = [];
  readonly #counts = new Map<string, number>();

  add(request: FaultRequest): Fault {
    const operation = request.operation ?? (request.service === 'stripe' ? 'refund' : 'submit');
    const fault = { ...request, id: randomUUID(), operation, remaining: request.times };
    this.#faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  remove(id: string): void {
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
  }

  /** Counts a call with a valid key. The fault that hits it, if any, is used up by it. */
  take(service: FaultTarget, operation: OperationName): Fault | undefined {
    const key = `${service} ${operation}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    const fault = this.#faults.find((one) => one.service === service && ['any', operation].includes(one.operation));
    if (!fault) return undefined;
    fault.remaining -= 1;
    if (fault.remaining === 0) this.remove(fault.id);
    return fault;
  }

  callCounts(service: FaultTarget): Record<string, number> {
    return Object.fromEntries(
      operations.map((operation) => [operation, this.#counts.get(`${service} ${operation}`) ?? 0]),
    );
  }
}
