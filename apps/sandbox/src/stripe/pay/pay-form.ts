import { z } from 'zod';
import { shopper, testShopper } from '../checkout/shopper.js';

/** How long a delayed payment may be asked to take. */
export const waits = [
  { seconds: 5, words: '5 seconds' },
  { seconds: 30, words: '30 seconds' },
  { seconds: 120, words: '2 minutes' },
  { seconds: 600, words: '10 minutes' },
];

export const payForm = shopper.extend({
  pay_by: z.enum(['card', 'delayed']).default('card'),
  outcome: z.enum(['succeeds', 'fails']).default('succeeds'),
  settle_after: z.coerce.number().int().min(0).max(600).default(5),
});
export type PayForm = z.output<typeof payForm>;

/** What somebody leaves who goes away; nothing typed, or nothing that is an address, is no e-mail. */
export const leaveForm = z.object({
  email: shopper.shape.email.nullable().catch(null).default(null),
  optIn: z
    .literal('yes')
    .optional()
    .catch(undefined)
    .transform((ticked) => ticked === 'yes'),
});
export type LeaveForm = z.output<typeof leaveForm>;

/** What the form shows at first: a test person, in a country the shop ships to. */
export function firstValues(countries: readonly string[], fixedEmail: string | null): Record<string, string> {
  const { country, ...person } = testShopper;
  return {
    ...Object.fromEntries(Object.entries(person).map(([field, value]) => [field, value ?? ''])),
    country: countries.includes(country) ? country : (countries[0] ?? country),
    ...(fixedEmail && { email: fixedEmail }),
    outcome: 'succeeds',
    settle_after: '5',
  };
}

/** The first thing wrong with each field. */
export function errorsByField(error: z.ZodError): Record<string, string> {
  const entries = error.issues.map((issue) => [String(issue.path[0] ?? ''), issue.message] as const);
  return Object.fromEntries(entries.reverse());
}

/** What was typed, to be shown again beside what is wrong with it. */
export function typedValues(fields: unknown): Record<string, string> {
  if (typeof fields !== 'object' || fields === null) return {};
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
