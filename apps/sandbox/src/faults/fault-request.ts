import { z } from 'zod';

/** The services whose calls can be spoilt. */
const faultyServices = ['printify', 'printful', 'stripe'] as const;
export type FaultyService = (typeof faultyServices)[number];

/** What a call is for. */
const calls = ['submit', 'confirm', 'read', 'cancel', 'webhooks', 'refund', 'products'] as const;
export type Call = (typeof calls)[number];

/** What can go wrong, with what a person reads of it. */
export const faultKinds = {
  refuse: 'refuses, with a reason',
  slow: 'answers slowly',
  lose: 'does it, and the answer is lost',
  too_many: 'answers 429: too many calls',
  error: 'answers 500',
  html: 'answers with a page of HTML',
  drip: 'answers a byte at a time, for ever',
  hang: 'never answers',
} as const;
export type FaultKind = keyof typeof faultKinds;
const kindNames = Object.keys(faultKinds) as [FaultKind, ...FaultKind[]];

const defaultReason = 'insufficient stock for M Black';

export const faultRequest = z.strictObject({
  service: z.enum(faultyServices),
  kind: z.enum(kindNames),
  /** Which calls: `submit` when left out, but `refund` at Stripe. */
  on: z.enum([...calls, 'any']).optional(),
  /** How many of them. */
  times: z.coerce.number().int().min(1).max(1_000_000).default(1),
  /** Of a refusal. */
  reason: z.string().trim().min(1).max(1_000).default(defaultReason),
  /** How long `slow` takes. */
  delayMs: z.coerce.number().int().min(1).max(600_000).default(5_000),
  /** What 429 asks for. */
  retryAfterSeconds: z.coerce.number().int().min(0).max(86_400).default(5),
});
export type FaultRequest = z.output<typeof faultRequest>;
