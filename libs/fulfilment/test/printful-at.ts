import { accounts } from '../../../test/support/sandbox.js';
import type { RetryPolicy } from '../src/provider/retry.js';
import { createPrintful } from '../src/printful/printful.js';
import { defaultLimits } from '../src/provider/provider-http.js';

/** The account at Printful that the tests have. */
export const printfulAccount = ({ url }: { url: string }) => ({
  token: accounts.PRINTFUL_TOKEN,
  storeId: accounts.PRINTFUL_STORE_ID,
  webhookSecrets: [],
  apiUrl: url,
});

export const printfulAt = (server: { url: string }, retryPolicy?: RetryPolicy) =>
  createPrintful(printfulAccount(server), defaultLimits, retryPolicy);
