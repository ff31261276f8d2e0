import { afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { createPrintful } from '../src/printful/printful.js';
import { PrintfulDescription } from './printful-description.js';
import { PrintfulStub } from './printful-stub.js';
import { useStubServer } from './stub-server.js';

/** A Printful for tests. Its requests and responses must match Printful's description. */
export function usePrintfulStub() {
  const stub = new PrintfulStub();
  let description: PrintfulDescription | undefined;
  const server = useStubServer((request) => {
    description?.checkRequest(request);
    const response = stub.respond(request);
    description?.checkResponse(request, response);
    return response;
  });
  beforeAll(async () => {
    description = await PrintfulDescription.read();
  });
  beforeEach(() => stub.clear());
  afterEach(() => expect(description?.violations.splice(0)).toEqual([]));
  const account = () => ({ token: 'pf-token', storeId: '12', apiUrl: server.url });
  return { stub, server, account, printful: () => createPrintful(account()) };
}
