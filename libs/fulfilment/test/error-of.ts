import { ProviderError } from '../src/provider/provider-error.js';

/** The `ProviderError` that a call rejects with. */
export async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
}
