import { toNetwork } from '@daybook/accounts';
import type { Request } from 'express';

/** Where a shopper is, as `ShopLimits` counts: `TRUST_PROXY` decides whose word is taken for the address. */
export const networkOf = (request: Request): string => toNetwork(request.ip ?? '');
