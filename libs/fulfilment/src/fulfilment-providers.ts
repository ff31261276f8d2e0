import type { Provider } from '@daybook/contract';
import type { FulfilmentProvider } from './provider/provider.js';

/** Who makes the goods, by name. */
export class FulfilmentProviders {
  readonly #byName: ReadonlyMap<Provider, FulfilmentProvider>;

  constructor(readonly all: readonly FulfilmentProvider[]) {
    this.#byName = new Map(all.map((provider) => [provider.name, provider]));
  }

  of(name: Provider): FulfilmentProvider {
    const provider = this.#byName.get(name);
    if (!provider) throw new Error(`No part of Daybook talks with ${name}`);
    return provider;
  }
}
