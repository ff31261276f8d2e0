import { mailServices, webhookSourceNames, type MailService } from '@daybook/contract';
import { z } from 'zod';

/** What a mail service tells of a mail, with what a person reads of it. */
const bounceKinds = {
  hard: 'nobody is at that address',
  soft: 'the mailbox is full just now',
  complaint: 'its reader called it spam',
} as const;
export type BounceKind = keyof typeof bounceKinds;

export const bounceRequest = z.strictObject({
  service: z.enum(mailServices).default('postmark'),
  kind: z.enum(Object.keys(bounceKinds) as [BounceKind, ...BounceKind[]]).default('hard'),
  /** With a wrong secret, or signed ten minutes ago; as it should be when left out. */
  proof: z.enum(['right', 'forged', 'stale']).default('right'),
});
export type BounceRequest = z.output<typeof bounceRequest>;

export const serviceChoices = mailServices.map((name: MailService) => ({ name, words: webhookSourceNames[name] }));
export const kindChoices = Object.entries(bounceKinds).map(([name, words]) => ({ name, words }));
