import { providers } from '@daybook/contract';
import { Database, runOutsideCall } from '@daybook/database';
import { FulfilmentProviders } from '@daybook/fulfilment';
import { describe, expect, it } from '@jest/globals';
import { useParts } from '../support/parts.js';
import { useSandbox } from '../support/sandbox.js';

const sandbox = useSandbox();
const parts = useParts(() => sandbox.settings);
const never = new AbortController().signal;

describe.each(providers)('%s', (name) => {
  it('cannot be called inside a transaction', async () => {
    const list = () => parts.get(FulfilmentProviders).get(name).listProducts(null, never);
    await expect(list()).resolves.toMatchObject({ products: expect.any(Array) });
    await expect(parts.get(Database).transaction(list)).rejects.toThrow('was called inside a transaction');
  });
});

it('a transaction cannot be opened during a call', async () => {
  const transaction = () => parts.get(Database).transaction(async () => 'opened');
  await expect(runOutsideCall(transaction)).rejects.toThrow('during an outside call');
  await expect(transaction()).resolves.toBe('opened');
});
