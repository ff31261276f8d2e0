import { afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { createPrintful } from '../src/printful/printful.js';
import { PrintfulDescription } from './printful-description.js';
import { PrintfulStub } from './printful-stub.js';
import { useStub, type Heard } from './stub-server.js';

/** A Printful to talk to. Whatever is asked of it, and what it answers by itself, has to keep to Printful's description. */
export function usePrintful() {
  const there = new PrintfulStub();
  let description: PrintfulDescription | undefined;
  const stub = useStub((heard: Heard) => {
    description?.checkRequest(heard);
    const reply = there.answer(heard);
    description?.checkReply(heard, reply);
    return reply;
  });
  beforeAll(async () => {
    description = await PrintfulDescription.read();
  });
  beforeEach(() => there.clear());
  afterEach(() => expect(description?.complaints.splice(0)).toEqual([]));
  const account = () => ({ token: 'pf-token', storeId: '12', apiUrl: stub.url });
  return { there, stub, account, printful: () => createPrintful(account()) };
}
