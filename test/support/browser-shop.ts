import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from './chromium.js';
import { owner, signedInOn, type ConsoleBrowser } from './console-browser.js';
import { aDatabase, type TestDatabase } from './database.js';
import { findFreePort } from './find-free-port.js';
import { webhookSecret } from './webhook-secret.js';
import { usePrograms, type RunningProgram } from './processes.js';

type Env = Record<string, string>;

interface BrowserShopOptions {
  /** Which programs run beside the api. Without the sandbox nothing listens at Stripe's address. */
  programs?: ('worker' | 'sandbox')[];
  settings?: Env | ((sandbox: { url: string; smtpPort: number }) => Env);
  /** Runs on the migrated database before the programs start. */
  prepare?: (env: Env, pool: pg.Pool) => Promise<unknown>;
}

/** Daybook's programs on a database of their own, and a browser, for one test file. */
export function useBrowserShop({ programs: others = [], settings = {}, prepare }: BrowserShopOptions) {
  const programs = usePrograms();
  let database: TestDatabase | undefined;
  let running:
    { api: RunningProgram; sandbox: RunningProgram | undefined; pool: pg.Pool; browser: Browser } | undefined;
  const now = () => {
    if (!running) throw new Error('The shop starts before the first test: use it inside one.');
    return running;
  };

  beforeAll(async () => {
    database = await aDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const [port, sandboxPort, smtpPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
    const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
    const env = {
      DATABASE_URL: database.url,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ADMIN_PASSWORD: owner.password,
      STRIPE_SECRET_KEY: 'sk_test_of_the_tests',
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_URL: others.includes('sandbox') ? sandboxUrl : 'http://127.0.0.1:9',
      ...(typeof settings === 'function' ? settings({ url: sandboxUrl, smtpPort }) : settings),
    };
    const sandboxEnv = {
      ...env,
      PORT: String(sandboxPort),
      SANDBOX_PORT: String(sandboxPort),
      SANDBOX_SMTP_PORT: String(smtpPort),
      DAYBOOK_WEBHOOK_URL: `${env.PUBLIC_URL}/webhooks/stripe`,
    };
    const sandbox = others.includes('sandbox') ? await programs.start('sandbox', sandboxEnv) : undefined;
    await prepare?.(env, pool);
    const [browser, api] = await Promise.all([
      launchBrowser(),
      programs.start('api', env),
      others.includes('worker') ? programs.start('worker', env) : undefined,
    ]);
    running = { api, sandbox, pool, browser };
  }, 180_000);
  afterAll(async () => {
    await running?.browser.close();
    await running?.pool.end();
    await programs.end();
    await database?.drop();
  });

  return {
    get url(): string {
      return now().api.url;
    },
    get sandboxUrl(): string {
      return now().sandbox?.url ?? '';
    },
    get browser(): Browser {
      return now().browser;
    },
    async rows<T>(statement: string, values: unknown[] = []): Promise<T[]> {
      return (await now().pool.query(statement, values)).rows as T[];
    },
    /** A new browser, signed in, at a path of the console. */
    signedIn: (path: string, options?: BrowserContextOptions): Promise<ConsoleBrowser> =>
      signedInOn(now().browser, `${now().api.url}/admin${path}`, options),
  };
}
