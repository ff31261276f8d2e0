import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { useBrowserShop } from './browser-shop.js';

const loadDemoShop = new URL('../../dist/apps/worker/src/load-demo-shop.js', import.meta.url).pathname;

/** The demo shop in a browser, with the sandbox it is seeded through. Nothing goes on by itself. */
export const useBrowserDemo = (settings: Record<string, string> = {}) =>
  useBrowserShop({
    programs: ['worker', 'sandbox'],
    settings: ({ url }) => ({
      ORDER_STEP_MS: '0',
      PRINTIFY_TOKEN: 'token-of-the-tests',
      PRINTIFY_SHOP_ID: '1',
      PRINTIFY_API_URL: `${url}/printify`,
      PRINTFUL_TOKEN: 'token-of-the-tests',
      PRINTFUL_STORE_ID: '2',
      PRINTFUL_API_URL: `${url}/printful`,
      ...settings,
    }),
    prepare: (env) =>
      promisify(execFile)(process.execPath, [loadDemoShop], { env: { PATH: process.env['PATH'], ...env } }),
  });
