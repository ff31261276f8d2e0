import { eventId, eventType } from '@daybook/webhooks';
import { z } from 'zod';

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
const text = z.string().transform((value) => value.replaceAll('\0', '').toWellFormed().trim());
export const optionalText = text.nullish().transform((value) => value || null);
export const unixSeconds = z.int().min(0).max(8_640_000_000_000);
/** Stripe sends the id of a related object, or the object itself. */
export const expandableId = z.union([
  z.string().max(255),
  z.object({ id: z.string().max(255) }).transform(({ id }) => id),
]);
export const metadata = z.record(z.string(), z.string());

/** The envelope of every Stripe event; `created` is in Unix seconds. */
export const stripeEnvelope = z.object({
  id: eventId,
  type: eventType,
  created: unixSeconds
    .nullish()
    .catch(null)
    .transform((seconds) => seconds ?? null),
});

export const stripeEvent = z.object({ data: z.object({ object: z.record(z.string(), z.unknown()) }) });
