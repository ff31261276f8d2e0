import { loadSettings } from '../../apps/sandbox/src/settings.js';
import { findFreePort } from './find-free-port.js';
import { accounts } from './sandbox.js';
import { webhookSecret } from './webhook-secret.js';

/** A sandbox that stands in for every service, as under `npm start`; it advances orders only by hand. */
export async function aDemoSandbox() {
  const [http, smtp] = [await findFreePort(), await findFreePort()];
  const address = `http://127.0.0.1:${http}`;
  return {
    /** Daybook's. */
    settings: {
      ...accounts,
      ...{ STRIPE_API_URL: address, PRINTIFY_API_URL: `${address}/printify`, PRINTFUL_API_URL: `${address}/printful` },
      ...{ SMTP_URL: `smtp://127.0.0.1:${smtp}`, MAIL_FROM: 'shop@example.com' },
      SANDBOX_SERVICES: 'stripe,printify,printful,mail',
    },
    sandboxSettings: (api = 'http://127.0.0.1:9', dataDir?: string) =>
      loadSettings({
        ...accounts,
        ...{ SANDBOX_PORT: String(http), SANDBOX_SMTP_PORT: String(smtp), ORDER_STEP_MS: '0', DATA_DIR: dataDir },
        ...{ PUBLIC_URL: 'http://localhost:3000', DAYBOOK_WEBHOOK_URL: `${api}/webhooks/stripe` },
        STRIPE_WEBHOOK_SECRET: webhookSecret,
      }),
  };
}
