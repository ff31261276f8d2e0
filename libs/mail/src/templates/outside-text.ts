import { isolate } from '@daybook/contract';
import { sanitize } from '@daybook/webhooks';

/** Outside text in one line, which does not reorder the words around it. */
export const outsideText = (text: string): string => isolate(sanitize(text));
