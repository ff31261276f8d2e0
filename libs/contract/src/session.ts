import { z } from 'zod';

export const credentials = z.object({
  email: z.string().trim().min(1).max(320),
  password: z.string().min(1).max(1024),
});
export type Credentials = z.infer<typeof credentials>;

/** The signed-in user, and what the console needs to format the shop's times and amounts. */
export const session = z.object({
  user: z.object({ id: z.uuid(), name: z.string(), email: z.string() }),
  shop: z.object({ name: z.string(), locale: z.string(), timeZone: z.string(), currency: z.string() }),
});
export type Session = z.infer<typeof session>;
