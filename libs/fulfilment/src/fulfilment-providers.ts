import { Settings } from '@daybook/config';
import type { Provider } from '@daybook/contract';
import { Injectable } from '@nestjs/common';
import { createPrintful } from './printful/printful.js';
import { createPrintify } from './printify/printify.js';
import type { FulfilmentProvider } from './provider/provider.js';

/** The settings without which a provider cannot be called, its token first. */
export const requiredSettings: Record<Provider, [token: string, ...others: string[]]> = {
  printify: ['PRINTIFY_TOKEN', 'PRINTIFY_SHOP_ID'],
  printful: ['PRINTFUL_TOKEN'],
};

@Injectable()
export class FulfilmentProviders {
  readonly #providers: Record<Provider, FulfilmentProvider>;

  constructor({ printify, printful, shop }: Settings) {
    this.#providers = {
      printify: createPrintify({ ...printify, currency: shop.currency }),
      printful: createPrintful(printful),
    };
  }

  get(name: Provider): FulfilmentProvider {
    return this.#providers[name];
  }

  get all(): FulfilmentProvider[] {
    return Object.values(this.#providers);
  }
}
