import type { SandboxUnderTest } from './sandbox.js';

export const shop = '/v1/shops/815256';

export const tee = { product_id: '5d39b159e7c48c000728c89f', variant_id: 12100, quantity: 1 };
export const mug = { product_id: '5d39b411749d0a000f30e0f4', variant_id: 65216, quantity: 1 };
/** From another workshop than the rest. */
export const hoodie = { product_id: '5d39b159e7c48c000728c8a7', variant_id: 32920, quantity: 1 };

export const printifyAddress = {
  first_name: 'Ada',
  last_name: 'Green',
  email: 'ada@example.com',
  phone: '',
  country: 'GB',
  region: '',
  address1: '12 Mill Lane',
  address2: '',
  city: 'Totnes',
  zip: 'TQ9 5AB',
};

export function aPrintifyOrder(more: object = {}) {
  return {
    external_id: 'SS-260223-0042',
    label: 'SS-260223-0042',
    line_items: [tee],
    shipping_method: 1,
    send_shipping_notification: false,
    address_to: printifyAddress,
    ...more,
  };
}

export function aPrintfulOrder(more: object = {}) {
  return {
    external_id: 'SS-260223-0042',
    shipping: 'STANDARD',
    recipient: {
      name: 'Ada Green',
      address1: '12 Mill Lane',
      city: 'Totnes',
      country_code: 'GB',
      zip: 'TQ9 5AB',
      email: 'ada@example.com',
    },
    items: [{ sync_variant_id: 4253821906, quantity: 1, retail_price: '18.00' }],
    ...more,
  };
}

/** Submits an order to Printify and sends it to production; gives its id. */
export async function placePrintifyOrder(sandbox: SandboxUnderTest, more: object = {}): Promise<string> {
  const { body } = await sandbox.call('printify', 'POST', `${shop}/orders.json`, aPrintifyOrder(more));
  const { id } = body as { id: string };
  await sandbox.call('printify', 'POST', `${shop}/orders/${id}/send_to_production.json`);
  return id;
}

/** Submits an order to Printful; gives its id. */
export async function placePrintfulOrder(sandbox: SandboxUnderTest, more: object = {}): Promise<string> {
  const { body } = await sandbox.call('printful', 'POST', '/orders?confirm=true', aPrintfulOrder(more));
  return String((body as { result: { id: number } }).result.id);
}

export const act = (sandbox: SandboxUnderTest, id: string, action: string, reason?: string) =>
  sandbox.json('POST', `/sandbox/provider-orders/${id}/act`, { action, reason });

const orderTopics = [
  'order:created',
  'order:updated',
  'order:sent-to-production',
  'order:shipment:created',
  'order:shipment:delivered',
];

export async function registerPrintifyWebhooks(sandbox: SandboxUnderTest, secret?: string): Promise<void> {
  const url = `${sandbox.receiver.origin}/webhooks/printify`;
  for (const topic of orderTopics) {
    await sandbox.call('printify', 'POST', `${shop}/webhooks.json`, { topic, url, secret });
  }
}

const printfulTypes = [
  'shipment_sent',
  'shipment_delivered',
  'shipment_returned',
  'order_created',
  'order_updated',
  'order_failed',
  'order_canceled',
  'order_put_hold',
  'order_remove_hold',
];

/** Registers for Printful's webhooks; gives the secret, which is shown only now. */
export async function registerPrintfulWebhooks(sandbox: SandboxUnderTest, more: object = {}): Promise<string> {
  const { body } = await sandbox.call('printful', 'POST', '/v2/webhooks', {
    default_url: `${sandbox.receiver.origin}/webhooks/printful`,
    events: printfulTypes.map((type) => ({ type })),
    ...more,
  });
  return (body as { result: { secret_key: string } }).result.secret_key;
}
