import { z } from 'zod';

/** How the mailbox treats mail, with what a person reads of it. */
export const moods = {
  up: 'takes every mail',
  refuse: 'refuses the recipient (550)',
  later: 'refuses for now (451)',
  down: 'is not there: no connection',
  hang: 'takes the connection and never answers',
  lose: 'takes the mail, and its answer is lost',
} as const;
export type Mood = keyof typeof moods;

export const moodRequest = z.strictObject({
  mood: z.enum(Object.keys(moods) as [Mood, ...Mood[]]),
  /** Whom `refuse` and `later` are about; everybody when left out. */
  recipient: z
    .string()
    .trim()
    .toLowerCase()
    .optional()
    .transform((address) => (address === '' ? undefined : address)),
});
export type MoodRequest = z.output<typeof moodRequest>;
