import { eventId, eventType } from '@daybook/webhooks';
import { z } from 'zod';
import { unixSeconds } from './stripe-fields.js';

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
