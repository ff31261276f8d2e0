import { ProviderApi } from '../provider/provider-api.js';
import { ProviderHttp, type HttpLimits } from '../provider/provider-http.js';
import { parsePrintfulRefusal } from './printful-errors.js';

export interface PrintfulAccount {
  token: string | undefined;
  /** Needed only for a token of the whole account: a store's token implies its store. */
  storeId: string | undefined;
  /** Of webhooks that the owner has registered; without any, Daybook registers its own. */
  webhookSecrets: string[];
  apiUrl: string;
}

/** Printful's API (developers.printful.com): version 1 for orders, version 2 for shipments and webhooks. */
export function createPrintfulApi({ token, storeId, apiUrl }: PrintfulAccount, limits: HttpLimits): ProviderApi {
  const headers = {
    authorization: `Bearer ${token ?? ''}`,
    'user-agent': 'Daybook',
    ...(storeId ? { 'x-pf-store-id': storeId } : {}),
  };
  return new ProviderApi({
    http: new ProviderHttp(apiUrl, headers, limits),
    missingSetting: token ? null : 'PRINTFUL_TOKEN',
    parseRefusal: parsePrintfulRefusal,
  });
}
