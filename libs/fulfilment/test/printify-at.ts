import { accounts } from '../../../test/support/sandbox.js';
import type { RetryPolicy } from '../src/provider/retry.js';
import { defaultLimits } from '../src/provider/provider-http.js';
import { createPrintify } from '../src/printify/printify.js';

/** The account at Printify that the tests have. */
export const printifyAccount = ({ url }: { url: string }) => ({
  token: accounts.PRINTIFY_TOKEN,
  shopId: accounts.PRINTIFY_SHOP_ID,
  webhookSecrets: [],
  currency: 'GBP',
  apiUrl: url,
});

export const printifyAt = (server: { url: string }, retryPolicy?: RetryPolicy) =>
  createPrintify(printifyAccount(server), defaultLimits, retryPolicy);
