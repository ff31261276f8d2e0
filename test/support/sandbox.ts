import { faultRequest } from '../../apps/sandbox/src/faults/faults.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { loadSettings } from '../../apps/sandbox/src/settings.js';
import type { Services } from '../../apps/sandbox/src/services.js';
import type { Provider } from '@daybook/contract';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { z } from 'zod';
import type { PrintfulDescription } from './printful-description.js';
import { RecordingProxy, withBody } from './recording-proxy.js';

/** What Daybook knows of its accounts at the services, named as in its settings. */
export const accounts = {
  PRINTIFY_TOKEN: 'pfy-token',
  PRINTIFY_SHOP_ID: '815256',
  PRINTFUL_TOKEN: 'pf-token',
  PRINTFUL_STORE_ID: '12',
  STRIPE_SECRET_KEY: 'sk_test_of_the_tests',
};

const unlimited = { PRINTIFY_CALLS_A_MINUTE: '1000000', PRINTFUL_CALLS_A_MINUTE: '1000000' };

/** Loaded only by files whose tests call Printful. */
async function readDescription(): Promise<PrintfulDescription> {
  const { PrintfulDescription } = await import('./printful-description.js');
  return PrintfulDescription.read();
}

/**
 * The sandbox in this process, a new one for each test, behind a recording proxy for each service. Orders advance only
 * through its `services`. Whatever is sent to its Printful, and what it answers, must match Printful's own description.
 */
export function useSandbox() {
  let sandbox: Sandbox | undefined;
  let description: PrintfulDescription | undefined;
  const running = (): Sandbox => {
    if (!sandbox) throw new Error('The sandbox is started before each test: ask for it inside one.');
    return sandbox;
  };
  const printify = new RecordingProxy(() => `${running().url}/printify`);
  const printful = new RecordingProxy(
    () => `${running().url}/printful`,
    async (request, answer) => {
      description ??= await readDescription();
      if (answer) description.checkAnswer(request, answer);
      else description.checkRequest(request);
    },
  );
  const stripe = new RecordingProxy(() => running().url);
  const proxies = [printify, printful, stripe];

  beforeAll(() => Promise.all(proxies.map((proxy) => proxy.start())));
  beforeEach(async () => {
    for (const proxy of proxies) proxy.reset();
    sandbox = await startSandbox(
      loadSettings({
        SANDBOX_PORT: '0',
        PUBLIC_URL: 'http://localhost:3000',
        DAYBOOK_WEBHOOK_URL: 'http://127.0.0.1:9/webhooks/stripe',
        STRIPE_WEBHOOK_SECRET: 'whsec_of_the_tests',
        ORDER_STEP_MS: '0',
        ...accounts,
        ...unlimited,
      }),
    );
  });
  afterEach(async () => {
    await sandbox?.close();
    expect(proxies.flatMap(({ errors }) => errors)).toEqual([]);
    expect(description?.violations.splice(0) ?? []).toEqual([]);
  });
  afterAll(() => Promise.all(proxies.map((proxy) => proxy.stop())));

  return {
    get services(): Services {
      return running().services;
    },
    /** For `useParts`: the accounts, and the proxies as the services' addresses. */
    get settings() {
      return {
        ...accounts,
        PRINTIFY_API_URL: printify.origin,
        PRINTFUL_API_URL: printful.origin,
        STRIPE_API_URL: stripe.origin,
      };
    },
    /** Plans a fault as the sandbox's own routes do. */
    planFault(fault: z.input<typeof faultRequest>): void {
      running().services.faults.add(faultRequest.parse(fault));
    },
    /** Has a provider offer exactly `count` products; returns their ids. */
    offer(provider: Provider, count: number): string[] {
      const { products } = running().services;
      const { total } = products.list(provider);
      if (count < total) products.removeLast(provider, total - count);
      else products.add(provider, count - total);
      return products.list(provider).products.map(({ id }) => id);
    },
    /** Printful's next registration expires then, although no such time was requested. */
    expireNextRegistration(expiresAt: Date): void {
      const expires_at = expiresAt.toISOString();
      const expiring = withBody((body: { result: object }) => {
        const { configuration } = running().services.printfulWebhooks;
        if (!configuration) return body;
        const { secretKey: secret_key, publicKey: public_key } = running().services.printfulWebhooks.configure({
          ...configuration,
          expiresAt: expires_at,
        });
        return { ...body, result: { ...body.result, expires_at, secret_key, public_key } };
      });
      printful.once(/^POST .*webhooks$/, expiring);
    },
    printify,
    printful,
    stripe,
  };
}
