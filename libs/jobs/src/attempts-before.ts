import { z } from 'zod';

const counted = z.object({ attemptsBefore: z.int().min(0) });

/** Stands beside the payload, whose schema leaves it out: how many attempts earlier jobs have made at the same thing. */
export const withAttemptsBefore = (payload: object, attemptsBefore: number): object =>
  attemptsBefore === 0 ? payload : { ...payload, attemptsBefore };

export const attemptsBefore = (data: object): number => counted.safeParse(data).data?.attemptsBefore ?? 0;
