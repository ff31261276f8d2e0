import { Stripe } from 'stripe';
import { loadSettings } from '../src/settings.js';
import { startSandbox as start } from '../src/sandbox.js';
import { startReceiver } from './receiver.js';

export const webhookSecret = 'whsec_in_use';
const providerToken = 'token_of_the_demo_shop';
const secretKey = 'sk_test_of_the_demo_shop';

/** A sandbox on a free port, with a shop that receives its webhooks and Stripe's own library pointed at it. */
export async function startSandbox(env: Record<string, string> = {}) {
  const receiver = await startReceiver();
  const app = await start(
    loadSettings({
      SANDBOX_PORT: '0',
      PUBLIC_URL: 'http://localhost:3000',
      DAYBOOK_WEBHOOK_URL: receiver.url,
      STRIPE_WEBHOOK_SECRET: `${webhookSecret},whsec_rolled_out`,
      STRIPE_SECRET_KEY: secretKey,
      SHOP_NAME: 'Mill Lane Prints',
      WEBHOOK_FIRST_RETRY_MS: '5',
      PRINTIFY_TOKEN: providerToken,
      PRINTFUL_TOKEN: providerToken,
      PRINTIFY_SHOP_ID: '815256',
      PRINTIFY_RETRY_MS: '5',
      PRINTFUL_RETRY_MS: '2',
      ORDER_STEP_MS: '0',
      REFUND_SETTLES_MS: '20',
      ...env,
    }),
  );
  const { url } = app;
  const stop = async () => {
    await app.close();
    await receiver.close();
  };

  return {
    receiver,
    url,
    stripe: stripeAt(url, secretKey),
    /** A call of one of the stand-ins' APIs, with the token it asks for. */
    async call(provider: 'printify' | 'printful', method: string, path: string, body?: unknown) {
      const response = await fetch(`${url}/${provider}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${providerToken}`,
          'user-agent': 'Daybook',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) };
    },
    async json(method: string, path: string, body?: unknown) {
      const response = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        body: parsed(await response.text()),
      };
    },
    /** As a browser posts a form: to the same origin, without following the answer. */
    form(path: string, fields: Record<string, string>, origin = url) {
      return fetch(url + path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { origin },
        redirect: 'manual',
      });
    },
    async page(path: string) {
      return (await fetch(url + path)).text();
    },
    stop,
    /** So that it stops when the block ends, a failed assertion's included. */
    [Symbol.asyncDispose]: stop,
  };
}
export type SandboxUnderTest = Awaited<ReturnType<typeof startSandbox>>;

/** Nothing at all where there is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function stripeAt(url: string, key: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, { protocol: 'http', host: hostname, port, maxNetworkRetries: 0, telemetry: false });
}

/** A session with one tee and two mugs, £24.00 + 2 × £15.00 + £4.00. */
export function aSessionRequest(currency = 'gbp'): Stripe.Checkout.SessionCreateParams {
  const line = (name: string, unit_amount: number, quantity: number, variant_id: string) => ({
    quantity,
    price_data: {
      currency,
      unit_amount,
      product_data: { name, metadata: { provider: 'printify', product_id: '5d39b159e7c48c000728c89f', variant_id } },
    },
  });
  return {
    mode: 'payment',
    success_url: 'http://localhost:3000/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:3000/cart',
    line_items: [line('Heavyweight tee', 2400, 1, '12100'), line('Enamel mug', 1500, 2, '65216')],
    shipping_address_collection: { allowed_countries: ['GB', 'IE'] },
    shipping_options: [
      {
        shipping_rate_data: { display_name: 'Standard', type: 'fixed_amount', fixed_amount: { amount: 400, currency } },
      },
    ],
    metadata: { cart: '42' },
  };
}
