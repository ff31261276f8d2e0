import { ProviderApi } from '../provider/provider-api.js';
import { ProviderHttp, type HttpLimits } from '../provider/provider-http.js';
import { parsePrintifyRefusal } from './printify-errors.js';

export interface PrintifyAccount {
  token: string | undefined;
  shopId: string | undefined;
  /** The first is registered; the others are still accepted. Without any, one is generated. */
  webhookSecrets: string[];
  /** The shop's: Printify sends prices without one. */
  currency: string;
  apiUrl: string;
}

/** One shop of Printify's API, version 1 (developers.printify.com). Paths begin below the shop. */
export function createPrintifyApi({ token, shopId, apiUrl }: PrintifyAccount, limits: HttpLimits): ProviderApi {
  const headers = { authorization: `Bearer ${token ?? ''}`, 'user-agent': 'Daybook' };
  const baseUrl = `${apiUrl.replace(/\/+$/, '')}/v1/shops/${encodeURIComponent(shopId ?? '')}`;
  return new ProviderApi({
    http: new ProviderHttp(baseUrl, headers, limits),
    missingSetting: token && shopId ? null : 'PRINTIFY_TOKEN or PRINTIFY_SHOP_ID',
    parseRefusal: parsePrintifyRefusal,
  });
}
