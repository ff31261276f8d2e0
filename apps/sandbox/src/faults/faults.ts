import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const faultyServices = ['printify', 'printful', 'stripe'] as const;
export type FaultyService = (typeof faultyServices)[number];

/** What a call of a service's API does. */
const operations = ['submit', 'confirm', 'read', 'cancel', 'webhooks', 'products', 'checkout', 'refund'] as const;
export type Operation = (typeof operations)[number];

/** What can go wrong, with its description for the page. */
export const faultKinds = {
  reject: 'is rejected, with a reason',
  slow: 'is answered slowly',
  drop_response: 'is carried out, but the answer is lost',
  rate_limit: 'is answered with 429: too many calls',
  server_error: 'is answered with 500',
  html: 'is answered with a page of HTML',
  drip: 'is answered one byte at a time, without end',
  hang: 'is never answered',
} as const;
type FaultKind = keyof typeof faultKinds;

export const defaultReason = 'insufficient stock for M Black';

export const faultRequest = z.strictObject({
  service: z.enum(faultyServices),
  kind: z.enum(Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]),
  /** `submit` by default; at Stripe `refund`. */
  operation: z.enum([...operations, 'any']).optional(),
  /** How many calls it hits. */
  times: z.coerce.number().int().min(1).max(1_000_000).default(1),
  /** Of a rejection. */
  reason: z.string().trim().min(1).max(1_000).default(defaultReason),
  /** How long `slow` takes. */
  delayMs: z.coerce.number().int().min(1).max(600_000).default(5_000),
  /** What `rate_limit` asks for. */
  retryAfterSeconds: z.coerce.number().int().min(0).max(86_400).default(5),
});
type FaultRequest = z.output<typeof faultRequest>;

export interface Fault extends FaultRequest {
  id: string;
  operation: Operation | 'any';
  /** How many calls it still hits. */
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
  next(service: FaultyService, operation: Operation): Fault | undefined {
    const key = `${service} ${operation}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    const fault = this.#faults.find((one) => one.service === service && ['any', operation].includes(one.operation));
    if (!fault) return undefined;
    fault.remaining -= 1;
    if (fault.remaining === 0) this.remove(fault.id);
    return fault;
  }

  callCounts(service: FaultyService): Record<string, number> {
    return Object.fromEntries(
      operations.map((operation) => [operation, this.#counts.get(`${service} ${operation}`) ?? 0]),
    );
  }
}
