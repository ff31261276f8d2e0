import type { MailKind } from '@daybook/contract/vocabulary';

/** As they stand within a sentence. */
export const mailNames: Record<MailKind, string> = {
  confirmation: 'order confirmation',
  shipping: 'shipping notification',
  recovery: 'cart recovery',
};
